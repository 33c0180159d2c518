import type { charts as english } from '../en/charts';
import type { Catalogue } from '../shape';

export const charts: Catalogue<typeof english> = {
  observed: '实测',
  minmax: '最低至最高',
  expected: '预期',
  expectedRange: '预期',
  noReadings: '无读数',
  readings: '读数',
  time: '时间',
  value: '数值',
  range: '最低–最高',
  points: '{{points}} 个点，来自 {{readings}} 条读数',
  gap: '无读数，{{time}}',
  axisStarts: '坐标轴从 {{value}} 开始',
  asTable: '以表格显示',
  asChart: '以图表显示',
  change: '与{{against}}相比的变化，{{unit}}',
  zero: '0 表示无变化',
  facts: {
    none: '无读数',
    range: '平均 {{mean}}，最低 {{low}}，最高 {{high}}',
    usual: '未发现异常',
    abnormalOnce: '异常 1 次，持续 {{time}}',
    abnormalOften: '异常 {{n}} 次，共 {{time}}',
    gapOnce: '有 {{time}} 无读数',
    gapOften: '{{n}} 次无读数，共 {{time}}',
    change: '与{{against}}相比 {{change}}',
    same: '与{{against}}相同',
    join: '；',
    end: '。',
  },
};
