import {
  CreateUserRequest,
  UpdateUserRequest,
  type AssigneeListAnswer,
  type EnrolmentAnswer,
  type UserAnswer,
} from '@citywatch/contracts';
import { Controller, Get, Inject, Patch, Post } from '@nestjs/common';
import * as z from 'zod';
import * as answers from '../api/answers.js';
import { Body, Params, Route } from '../api/route.guard.js';
import { AccountService } from './account.service.js';

const NamePath = z.object({
  name: z
    .string()
    .min(1)
    .max(64)
    .regex(/^\P{Cc}+$/u, 'no control characters'),
});

/** What administrators do with users. */
@Controller('api')
export class UserController {
  constructor(@Inject(AccountService) private readonly accounts: AccountService) {}

  @Get('users')
  @Route({ allow: 'manage-users', summary: 'All users', answer: answers.userList })
  list(): Promise<UserAnswer[]> {
    return this.accounts.listUsers();
  }

  @Post('users')
  @Route({
    allow: 'manage-users',
    summary: 'Add a user; the answer holds their one-time link, shown only now',
    body: CreateUserRequest,
    answer: answers.enrolment,
    status: 201,
    errors: [409],
  })
  create(@Body() body: z.infer<typeof CreateUserRequest>): Promise<EnrolmentAnswer> {
    return this.accounts.createUser(body.name, body.role);
  }

  @Patch('users/:name')
  @Route({
    allow: 'manage-users',
    summary: 'Change a role, or disable and enable; a disabled user is signed out everywhere at once',
    params: NamePath,
    body: UpdateUserRequest,
    answer: answers.user,
    errors: [404, 409],
  })
  update(
    @Params() params: z.infer<typeof NamePath>,
    @Body() body: z.infer<typeof UpdateUserRequest>,
  ): Promise<UserAnswer> {
    return this.accounts.updateUser(params.name, body);
  }

  @Post('users/:name/enrolment')
  @Route({
    allow: 'manage-users',
    summary: 'A new one-time link, such as for a lost password; earlier unused ones stop working',
    params: NamePath,
    answer: answers.enrolment,
    status: 201,
    errors: [404],
  })
  newLink(@Params() params: z.infer<typeof NamePath>): Promise<EnrolmentAnswer> {
    return this.accounts.newLink(params.name);
  }

  @Get('assignees')
  @Route({ allow: 'read-live', summary: 'Who an incident can be given to', answer: answers.assigneeList })
  async assignees(): Promise<AssigneeListAnswer> {
    return { assignees: await this.accounts.listAssignees() };
  }
}
