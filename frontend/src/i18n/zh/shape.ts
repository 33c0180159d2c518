import type { feedback as englishFeedback, shape as englishShape } from '../en/shape';
import type { Catalogue } from '../shape';

export const shape: Catalogue<typeof englishShape> = {
  split: {
    act: '拆分',
    means: '其中一些传感器属于另一回事',
    title: '哪些传感器属于另一回事？',
    detail: '它们将成为单独的事件，并与此事件保持分开。',
    all: '选择一类',
    domain: '{{domain}}，{{n}}',
    chosen: '已选 {{n}} 个；{{rest}} 个留在此处。',
    fault: {
      none: '至少选择一个传感器。',
      all: '至少留下一个传感器。',
      many: '一次过多：最多选择 1,000 个异常。',
    },
    submit: '另立事件',
  },
  merge: {
    act: '合并',
    means: '另一个事件出于同一原因',
    title: '哪个事件出于同一原因？',
    detail: '其传感器并入此事件，该事件随即关闭。此操作不能撤销；传感器可再次拆分。',
    none: '没有其他进行中的事件。',
    choose: '请选择一个事件，近者在前。',
    here: '同一地点',
    away: '相距 {{distance}}',
    together: '同时开始',
    later: '晚 {{age}}开始',
    earlier: '早 {{age}}开始',
    confirm: '{{otherNumber}}“{{otherTitle}}”将并入 {{number}}“{{title}}”并关闭。',
    submit: '合并',
    submitWith: '合并 {{number}}',
  },
  pin: {
    act: '固定传感器',
    means: '不再自动加入或离开',
    chip: '已固定：不再自动加入或离开',
  },
  unpin: {
    act: '取消固定',
    means: '传感器恢复自动加入和离开',
  },
};

export const feedback: Catalogue<typeof englishFeedback> = {
  title: '是否值得关注？',
  useful: '有用',
  noise: '误报',
  workAct: '已知施工…',
  verdict: { useful: '有用', noise: '误报', 'known work': '已知施工' },
  markedAs: { useful: '评为有用', noise: '评为误报', 'known work': '标为已知施工' },
  workUntil: '已知施工至 {{time}}',
  by: '{{who}} 于 {{time}} 评价',
  does: {
    none: '误报会略微提高{{sensors}}的报警门槛，有用会稍稍降低；已知施工在结束前不进入队列。',
    useful: '{{sensors}}的报警门槛现已稍稍降低（在限度内）。影响在数周内消退，也可以改选。',
    noise: '{{sensors}}的报警门槛现已略微提高（在限度内）：下次偏差须更罕见才报警。影响在数周内消退，也可以改选。',
    'known work': '在此之前，仅涉及{{sensors}}的事件不进入队列。波及其他传感器时立即显示。',
  },
  work: {
    title: '已知施工',
    until: '到何时',
    choices: { '1h': '1 小时', '4h': '4 小时', morning: '下个 06:00', week: '1 周', until: '至' },
    untilTime: '至 {{time}}',
    bad: '应为现在起一年内的时间。',
    note: '谁在施工、做什么（可不填）',
    submit: '标为已知施工',
  },
};
