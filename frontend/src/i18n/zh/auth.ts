import type { auth as english } from '../en/auth';
import type { Catalogue } from '../shape';

export const auth: Catalogue<typeof english> = {
  signIn: '登录',
  name: '姓名',
  password: '密码',
  newPassword: '新密码',
  passwordHint: '至少 {{n}} 个字符。几个词比符号更好记。',
  look: '显示密码',
  hide: '隐藏密码',
  bothNeeded: '输入姓名和密码。',
  nameNeeded: '输入要显示的姓名。',
  tooShort: '密码至少需要 {{n}} 个字符。',
  wrong: '姓名与密码不符。请重试，或询问值班长。',
  ended: '会话已结束',
  endedDetail: '登录后继续。屏幕上的内容会保留。',
  enrol: '设置密码',
  enrolDetail: '登录身份：{{role}}。',
  enrolAct: '保存并登录',
  linkDead: '此链接已使用或已过期。请管理员重新生成。',
  toSignIn: '前往登录',
};
