import type { crew as english } from '../en/crew';
import type { Catalogue } from '../shape';

export const crew: Catalogue<typeof english> = {
  tabs: '班组',
  incidents: '事件',
  map: '地图',
  yours: '我的',
  nearby: '附近',
  nearestFirst: '{{n}}，由近到远',
  worstFirst: '{{n}}，由重到轻',
  within: '{{distance}} 内有 {{n}} 个事件',
  link: '{{words}}。{{more}}',
  none: '没有派给你的事件。',
  noneNear: '没有派给你的事件。{{near}}。',
  across: '跨度 {{distance}}',
  away: '{{way}} {{distance}}',
  way: { N: '北', NE: '东北', E: '东', SE: '东南', S: '南', SW: '西南', W: '西', NW: '西北' },
  state: { open: '未确认', acknowledged: '已确认', 'in progress': '处理中', resolved: '已解决', closed: '已关闭' },
  where: {
    unasked: '显示距离需要你的位置。位置只留在本设备上。',
    ask: '使用我的位置',
    asking: '正在确定你的位置。',
    refused: '此页面未获得你的位置，因此没有距离。可在浏览器中允许。',
    unavailable: '本设备目前无法确定位置，因此没有距离。',
  },
  evidence: '{{property}}，{{sensor}}，最近 24 小时',
  expected: '，预期 ',
  noReadings: '无读数',
  route: '路线',
  acknowledgeAndStart: '确认并开始',
  start: '开始处理',
  markFixed: '标记为已修复',
};
