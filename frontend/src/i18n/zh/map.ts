import type { map as english } from '../en/map';
import type { Catalogue } from '../shape';

export const map: Catalogue<typeof english> = {
  label: '地图。方向键移动，加减键缩放，回车列出视野内的内容。',
  zoomIn: '放大',
  zoomOut: '缩小',
  fitCity: '全城',
  domains: '地图上的领域',
  legend: '图例与筛选',
  hide: '隐藏{{what}}',
  show: '显示{{what}}',
  noBasemap: '街道图不可用。传感器仍为实时。',
  inView: '视野内',
  inViewTitle: '视野内：{{incidents}}，{{sensors}}',
  inViewMore: '还有 {{n}} 个。放大后可列出。',
  inViewNone: '视野内没有内容。',
  loadingAll: '正在加载传感器',
  loading: '正在加载传感器，{{have}} / {{all}}',
  noCatalogue: '尚不知有哪些传感器：{{detail}}',
  callout: '{{sensors}}，{{age}}',
  moving: '地图无法启动：{{detail}}',
};
