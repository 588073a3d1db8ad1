"""Two prompts: a chat of four versions, and a text of three."""

import mlflow
import sitecustomize

from .calendar import at

SYSTEM = "You help visitors of the herbarium's web form. Answer from the manual only."

#: When, template, commit message, tags of the version.
ANSWER = [
    ("2026-11-13 09:20", [SYSTEM, "{{question}}"], "First try", {"author": "ada"}),
    ("2026-11-13 15:45", [SYSTEM, "Manual:\n{{passages}}\n\nQuestion: {{question}}"], "Give it the manual's passages", {"author": "ada"}),
    ("2026-11-16 10:10", [SYSTEM + " Name the page.", "Manual:\n{{passages}}\n\nQuestion: {{question}}"], "Ask for the page", {"author": "grace"}),
    ("2026-11-18 14:30", [SYSTEM + " Name the page. Two sentences at most.", "Manual:\n{{passages}}\n\nQuestion: {{question}}"], "Keep it short", {"author": "grace", "reviewed": "yes"}),
]

SUMMARIZE = [
    ("2026-11-14 08:15", "Summarize this conversation:\n\n{{conversation}}", "First try", {"author": "ada"}),
    ("2026-11-17 11:00", "Summarize this conversation in {{language}}:\n\n{{conversation}}", "Any language", {"author": "ada"}),
    ("2026-11-17 16:20", "Summarize this conversation in one sentence of {{language}}:\n\n{{conversation}}", "One sentence", {"author": "ada"}),
]


def make():
    versions = [(when, "answer-question", chat(texts), *rest) for when, texts, *rest in ANSWER]
    versions += [(when, "summarize-ticket", *rest) for when, *rest in SUMMARIZE]
    for when, name, template, message, tags in sorted(versions, key=lambda version: version[0]):
        sitecustomize.go_to(at(when))
        mlflow.genai.register_prompt(name=name, template=template, commit_message=message, tags=tags)
    mlflow.genai.set_prompt_alias("answer-question", alias="production", version=3)
    mlflow.genai.set_prompt_alias("answer-question", alias="next", version=4)
    mlflow.genai.set_prompt_alias("summarize-ticket", alias="production", version=2)


def chat(texts):
    return [{"role": role, "content": content} for role, content in zip(("system", "user"), texts)]
