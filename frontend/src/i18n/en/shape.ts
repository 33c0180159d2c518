/** What people make of an incident: its members, and whether it was worth attention. */
export const shape = {
  split: {
    act: 'Split',
    means: 'Some of its sensors are something else',
    title: 'Which sensors are something else?',
    detail: 'They become an incident of their own, and stay apart from this one.',
    all: 'All of one kind',
    domain: '{{domain}}, {{n}}',
    chosen: '{{n}} chosen; {{rest}} stay here.',
    fault: {
      none: 'Choose at least one sensor.',
      all: 'Leave at least one sensor here.',
      many: 'Too many at once: choose 1,000 anomalies at most.',
    },
    submit: 'Make its own incident',
  },
  merge: {
    act: 'Merge',
    means: 'Another incident has the same cause',
    title: 'Which incident has the same cause?',
    detail: 'Its sensors move here, and it closes. That cannot be undone; sensors can be split off again.',
    none: 'There is no other active incident.',
    choose: 'Choose an incident, nearest first.',
    here: 'in the same place',
    away: '{{distance}} away',
    together: 'began at the same time',
    later: 'began {{age}} later',
    earlier: 'began {{age}} earlier',
    confirm: '{{otherNumber}} “{{otherTitle}}” becomes part of {{number}} “{{title}}”, and closes.',
    submit: 'Merge',
    submitWith: 'Merge {{number}}',
  },
  pin: {
    act: 'Pin the sensors',
    means: 'Nothing joins or leaves by itself',
    chip: 'Pinned: nothing joins or leaves by itself',
  },
  unpin: {
    act: 'Take off the pin',
    means: 'Sensors join and leave by themselves again',
  },
};

export const feedback = {
  title: 'Was it worth attention?',
  useful: 'Useful',
  noise: 'Noise',
  workAct: 'Known work…',
  verdict: { useful: 'Useful', noise: 'Noise', 'known work': 'Known work' },
  markedAs: { useful: 'Judged useful', noise: 'Judged noise', 'known work': 'Marked as known work' },
  workUntil: 'Known work until {{time}}',
  by: 'Said by {{who}}, {{time}}',
  does: {
    none: 'Noise raises the level of {{sensors}} a little, useful lowers it slightly; known work stays out of the queue until it ends.',
    useful:
      'The level of {{sensors}} is slightly lower now, within bounds. It fades over weeks, and you can change your mind.',
    noise:
      'The level of {{sensors}} is a little higher now, within bounds: the next deviation must be rarer. It fades over weeks, and you can change your mind.',
    'known work': 'Until then, incidents of only {{sensors}} stay out of the queue. What reaches others shows at once.',
  },
  work: {
    title: 'Known work',
    until: 'Until when',
    choices: { '1h': '1 h', '4h': '4 h', morning: 'Next 06:00', week: '1 week', until: 'Until' },
    untilTime: 'until {{time}}',
    bad: 'A time from now to a year ahead.',
    note: 'Who works there, on what (may be left empty)',
    submit: 'Mark as known work',
  },
};
