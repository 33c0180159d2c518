import type { similar as englishSimilar, why as englishWhy } from '../en/why';
import type { Catalogue } from '../shape';

export const why: Catalogue<typeof englishWhy> = {
  title: '为何报警',
  sentence: '{{text}}。',
  because: '{{what}}：{{how}}',
  and: '{{a}}；{{b}}',
  rarity: {
    hours_one: '对此传感器约一小时一次',
    hours_other: '对此传感器约 {{n}} 小时一次',
    days_one: '对此传感器约一天一次',
    days_other: '对此传感器约 {{n}} 天一次',
    weeks_one: '对此传感器约一周一次',
    weeks_other: '对此传感器约 {{n}} 周一次',
    months_one: '对此传感器约一个月一次',
    months_other: '对此传感器约 {{n}} 个月一次',
    years_one: '对此传感器约一年一次',
    years_other: '对此传感器约 {{n}} 年一次',
    never: '对此传感器 {{n}} 年不到一次',
    odds: '罕见程度超过 {{n}} 分之一',
  },
  rank: {
    first: '{{days}} 天内最大偏差',
    second: '{{days}} 天内第二大偏差',
    third: '{{days}} 天内第三大偏差',
    nth: '{{days}} 天内第 {{n}} 大偏差',
  },
  neighbours: '{{asked}} 个邻近传感器中 {{agreeing}} 个一致',
  neighboursNone: '{{asked}} 个邻近传感器均不一致',
  signs: '依据',
  strongest: '最强：{{name}}',
  next: '其次：{{name}}',
  also: '还有：{{name}}',
  oneIn: '{{n}} 分之一',
  beyond: '不到 {{n}} 分之一',
  noReadings: '该时段没有读数。',
  from: '自 {{time}}',
  root: '可能源头',
  first: '最先变化',
  rootTag: '可能源头',
};

export const similar: Catalogue<typeof englishSimilar> = {
  title: '以往类似事件及处理',
  none: '尚无类似的记录。',
  alike: '相似 {{share}}',
  after: '{{age}}后',
  nothingDone: '未作处理；自行恢复。',
};
