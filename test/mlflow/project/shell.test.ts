import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cmdQuote,
  isCutWord,
  shellQuote,
  unquotedByCmd,
  unquotedParameter,
} from "../../../src/mlflow/project/shell.ts";

// A value, what Python's shlex.quote makes of it, and what MLflow's mslex_quote makes of it on Windows.
const words: [value: string, posix: string, windows: string][] = [
  ["", "''", '""'],
  ["plain", "plain", "plain"],
  ["two words", "'two words'", '"two words"'],
  ["it's", "'it'\"'\"'s'", "it's"],
  [
    'it\'s "quoted" $(touch hacked) `touch hacked` $HOME',
    "'it'\"'\"'s \"quoted\" $(touch hacked) `touch hacked` $HOME'",
    '^"it\'s \\^"quoted\\^" $^(touch hacked^) `touch hacked` $HOME^"',
  ],
  ["two\nlines; & \\ * {text} %PATH%", "'two\nlines; & \\ * {text} %PATH%'", '^"two\nlines; ^& \\ * {text} ^%PATH^%^"'],
  ["'a' \"b\"", "''\"'\"'a'\"'\"' \"b\"'", '^"\'a\' \\^"b\\^"^"'],
  ["C:\\data\\x.csv", "'C:\\data\\x.csv'", "C:\\data\\x.csv"],
  ["C:\\my data\\", "'C:\\my data\\'", '"C:\\my data\\\\"'],
  ["50%", "50%", "50^%"],
  ["a^b", "'a^b'", '"a^b"'],
  ['"', "'\"'", '^"\\^"^"'],
  ["''", "''\"'\"''\"'\"''", "''"],
  ["ü 中 🎉", "'ü 中 🎉'", '"ü 中 🎉"'],
  ["-0.5", "-0.5", "-0.5"],
  ["a=b,c:d@e/f+g", "a=b,c:d@e/f+g", "a=b,c:d@e/f+g"],
  ["tab\there", "'tab\there'", '"tab\there"'],
  ["~", "'~'", "~"],
  ["!x", "'!x'", "^!x"],
  ["(a|b)&c<d>e", "'(a|b)&c<d>e'", '"(a|b)&c<d>e"'],
  ['\\\\"x" y\\', "'\\\\\"x\" y\\'", '^"\\\\\\\\\\^"x\\^" y\\\\^"'],
  ["a%b c", "'a%b c'", '^"a^%b c^"'],
  ["\">b ~'", "'\">b ~'\"'\"''", '^"\\^"^>b ~\'^"'],
  ["=b\n$b ", "'=b\n$b '", '"=b\n$b "'],
  ["( % ~(b", "'( % ~(b'", '^"^( ^% ~^(b^"'],
  ['b%b~"&(', "'b%b~\"&('", '^"b^%b~\\^"^&^(^"'],
  ["~'=", "'~'\"'\"'='", "~'="],
  ["~\\'==", "'~\\'\"'\"'=='", "~\\'=="],
  ["<'~ ", "'<'\"'\"'~ '", '"<\'~ "'],
  ["é", "'é'", "é"],
  ["!~(|", "'!~(|'", "^!~^(^|"],
  ["=)<&%\\% ", "'=)<&%\\% '", '^"=^)^<^&^%\\^% ^"'],
  ["\n!|)&", "'\n!|)&'", '^"\n^!^|^)^&^"'],
  ["'\n", "''\"'\"'\n'", '"\'\n"'],
  ['\\|"!(b ', "'\\|\"!(b '", '^"\\^|\\^"^!^(b ^"'],
  ["=||<é!=) ", "'=||<é!=) '", '^"=^|^|^<é^!=^) ^"'],
];

test("a parameter that mlflow run quoted is given back as it was given, on POSIX and on Windows", () => {
  for (const [value, posix, windows] of words) {
    assert.equal(shellQuote(value), posix);
    assert.equal(unquotedParameter(posix), value);
    assert.equal(cmdQuote(value), windows);
    assert.equal(unquotedByCmd(windows), value);
  }
});

test("what nobody quoted stays as it is", () => {
  for (const logged of ["a b", "it's", '"a"', "\\n", "a  'b"]) assert.equal(unquotedParameter(logged), logged);
  for (const logged of ["a b", "a^", '"plain"', "C:\\x", '"a'] as const) assert.equal(unquotedByCmd(logged), logged);
});

test("a quoted value that was cut is known by its missing end", () => {
  for (const [, posix] of words) assert.equal(isCutWord(posix), false);
  for (const cut of ["'two wor", "'", `'it'`, `'it'"`, `'it'"'"'s`, "'two\nlines"])
    assert.equal(isCutWord(cut), true, cut);
  for (const whole of ["plain", "it's", ""]) assert.equal(isCutWord(whole), false, whole);
});
