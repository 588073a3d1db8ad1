"""Traces of the support bot: three sessions by three people, one trace that failed, and what was thought of the answers."""

import mlflow
import sitecustomize
from mlflow.entities import AssessmentSource, SpanType

from .calendar import at

PAGES = {
    "upload": ("manual/upload.md", "Photos may be JPEG or PNG, at most 20 MB each."),
    "account": ("manual/account.md", "A forgotten password is reset from the sign-in page."),
    "species": ("manual/species.md", "The form names the three likeliest species with their probabilities."),
}

#: When, session, user, question, page found, answer, model.
QUESTIONS = [
    ("2026-11-18 15:02", "visit-17", "noor", "Which pictures can I upload?", "upload", "JPEG or PNG, up to 20 MB each (page “upload”).", "gpt-4o-mini"),
    ("2026-11-18 15:03", "visit-17", "noor", "And how many at once?", "upload", "The manual does not say.", "gpt-4o-mini"),
    ("2026-11-18 15:06", "visit-17", "noor", "Is a scan from 1890 good enough?", "species", "Probably: the form accepts any photo (page “species”).", "gpt-4o-mini"),
    ("2026-11-19 08:41", "visit-18", "tomás", "¿Cómo cambio mi contraseña?", "account", "Desde la página de inicio de sesión (página “account”).", "gpt-4o-mini"),
    ("2026-11-19 08:44", "visit-18", "tomás", "The mail does not come.", "account", None, "gpt-4o-mini"),
    ("2026-11-19 08:45", "visit-18", "tomás", "The mail does not come!", "account", "Look into the spam folder, then reset again (page “account”).", "gpt-4o"),
    ("2026-11-19 16:20", "visit-19", "李雷", "结果里的概率是什么意思？", "species", "表格给出最可能的三个物种及其概率（“species”页）。", "gpt-4o-mini"),
    ("2026-11-19 16:24", "visit-19", "李雷", "Can I download the result?", "species", "The manual does not say.", "gpt-4o"),
]


def make(client):
    traces = []
    with mlflow.start_run(run_name="answers with prompt v3", tags={"stage": "pilot"}) as run:
        for question in QUESTIONS:
            sitecustomize.go_to(at(question[0]))
            traces.append(converse(*question[1:]))
        mlflow.log_params({"prompt": "answer-question/3", "temperature": 0.2})
        mlflow.log_metric("answered", 7 / 8)
    mlflow.flush_trace_async_logging()
    assess(traces)
    client.set_tag(run.info.run_id, "mlflow.note.content", "The pilot with three visitors. *tomás* met a rate limit.")


def converse(session, user, question, page, answer, model):
    try:
        with mlflow.start_span(name="answer", span_type=SpanType.AGENT) as root:
            mlflow.update_current_trace(
                tags={"channel": "web form"}, metadata={"mlflow.trace.session": session, "mlflow.trace.user": user}
            )
            root.set_inputs({"question": question})
            embed(question)
            retrieve(question, page)
            root.set_outputs({"answer": ask(question, page, answer, model), "page": page})
    except ConnectionError:
        pass  # it is part of the story
    return root.trace_id


def embed(question):
    with mlflow.start_span(name="embed", span_type=SpanType.EMBEDDING) as span:
        span.set_inputs({"input": question})
        span.set_attribute("mlflow.llm.model", "text-embedding-3-small")
        sitecustomize.advance(0.08)
        span.set_outputs([[round(((ord(letter) * 37) % 200 - 100) / 100, 2) for letter in question[:8]]])


def retrieve(question, page):
    with mlflow.start_span(name="search manual", span_type=SpanType.RETRIEVER) as span:
        span.set_inputs({"query": question, "k": 2})
        sitecustomize.advance(0.03)
        found = [page, *(other for other in PAGES if other != page)][:2]
        span.set_outputs(
            [{"page_content": PAGES[name][1], "metadata": {"doc_uri": PAGES[name][0], "score": score}} for name, score in zip(found, (0.83, 0.41))]
        )


def ask(question, page, answer, model):
    prompt = mlflow.genai.load_prompt("prompts:/answer-question/3")
    messages = prompt.format(passages=PAGES[page][1], question=question)
    with mlflow.start_span(name="chat completion", span_type=SpanType.CHAT_MODEL) as span:
        span.set_inputs({"model": model, "temperature": 0.2, "messages": messages})
        span.set_attribute("mlflow.llm.model", model)
        span.set_attribute("mlflow.llm.provider", "openai")
        if answer is None:
            sitecustomize.advance(0.4)
            raise ConnectionError("429: rate limit reached for gpt-4o-mini, try again in 20 s")
        read, written = 90 + 2 * len(question), 6 + len(answer) // 3
        sitecustomize.advance(0.5 + written / 40)
        usage = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
        span.set_attribute("mlflow.chat.tokenUsage", usage)
        span.set_outputs({"choices": [{"message": {"role": "assistant", "content": answer}, "finish_reason": "stop"}]})
    return answer


def assess(traces):
    sitecustomize.go_to(at("2026-11-19 17:00"))
    judge, human = AssessmentSource("LLM_JUDGE", "gpt-4o"), AssessmentSource("HUMAN", "grace")
    for number, grade in ((0, 0.95), (2, 0.4), (3, 0.9), (6, 0.85)):
        mlflow.log_feedback(trace_id=traces[number], name="groundedness", value=grade, source=judge, rationale="Compared with the passages.")
    mlflow.log_feedback(trace_id=traces[0], name="correct", value=True, source=human, rationale="Just what the page says.")
    wrong = mlflow.log_feedback(trace_id=traces[2], name="correct", value=True, source=judge)
    sitecustomize.advance(120)
    mlflow.override_feedback(trace_id=traces[2], assessment_id=wrong.assessment_id, value=False, source=human, rationale="The page says nothing of scans.")
    mlflow.log_expectation(trace_id=traces[7], name="expected_response", value="Yes, as CSV.", source=human)
    mlflow.log_feedback(trace_id=traces[4], name="correct", source=AssessmentSource("CODE", "check_answer"), error=ValueError("there is no answer to check"))
