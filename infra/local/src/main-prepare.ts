import { prepareDatabase, prepareTopics } from './prepare.js';

// The one-shot process of the compose file that the others wait for.
try {
  console.log(`Database schema: ${await prepareDatabase(process.env, (detail) => console.log(detail))}`);
  console.log(`Topics: ${await prepareTopics(process.env)}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
