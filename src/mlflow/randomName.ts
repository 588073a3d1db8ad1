import { randomBelow } from "./random.ts";

// MLflow names a run that nobody named by an adjective, a noun and a number.

const adjectives =
  "amber brave bright brisk calm clever cosmic crisp curious dapper eager early fair fleet gentle glad golden humble jolly keen kind light lively lucky mellow merry mild neat nimble noble polite proud quick quiet rapid ready rosy shy silver sleek smart snug solid spry steady sunny swift tidy vivid warm wise witty";
const nouns =
  "badger bear bee beetle bison cat colt crab crane crow deer dog dolphin dove duck eagle eel elk falcon finch fish fox frog goat goose gull hare hawk heron horse jay koala lark lion lynx mole moose moth mouse newt otter owl panda perch pig pony quail ram raven robin seal shark sheep shrew skunk slug snail squid stork swan tern toad trout wasp whale wolf wren yak zebra";

/** A name such as MLflow's `_generate_random_name` makes: `brisk-otter-482`, at most 20 characters. */
export function randomRunName(): string {
  return `${oneOf(adjectives)}-${oneOf(nouns)}-${randomBelow(1_000)}`;
}

function oneOf(words: string): string {
  const list = words.split(" ");
  return list[randomBelow(list.length)] ?? "";
}
