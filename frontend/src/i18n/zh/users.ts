import type { users as english } from '../en/users';
import type { Catalogue } from '../shape';

export const users: Catalogue<typeof english> = {
  title: '用户',
  name: '姓名',
  role: '角色',
  roleOf: '{{name}} 的角色',
  state: '状态',
  acts: '操作',
  you: '（你）',
  add: '添加用户',
  enrolled: '可以登录',
  waiting: '尚未使用链接',
  disabled: '已停用',
  newLink: '新链接',
  disable: '停用',
  enable: '重新启用',
  link: '一次性链接',
  linkTitle: '{{name}} 的链接',
  linkDetail: '请通过可信的方式发送。仅此时显示，只能用一次，{{time}} 前有效。对方用它设置密码。',
};
