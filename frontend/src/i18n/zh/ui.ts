import type { ui as english } from '../en/ui';
import type { Catalogue } from '../shape';

export const ui: Catalogue<typeof english> = {
  close: '关闭',
  cancel: '取消',
  back: '返回',
  undo: '撤销',
  retry: '重试',
  show: '查看',
  copy: '复制',
  copied: '已复制',
  loading: '加载中',
  gauge: '{{value}}，预期 {{range}}',
  gaugeUnknown: '{{value}}，预期未知',
  notSaved: '未保存：服务器没有应答。请重试。',
  notAllowed: '你的角色无权操作。请联系管理员。',
  notFound: '已不存在：{{detail}}',
  refused: '未保存：{{detail}}',
  noAnswer: '服务器没有应答。',
  failedTitle: '此页面停止工作',
  failedDetail: '出错内容：{{detail}}。Citywatch 其余部分照常运行。',
};
