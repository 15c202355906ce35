"""A reward model of your own behind Tidemark's JSON protocol: MODEL=folder-or-name uvicorn server:app --port 8100"""
import os
import torch
from fastapi import FastAPI
from transformers import AutoModelForSequenceClassification, AutoTokenizer

name = os.environ["MODEL"]
tokenizer = AutoTokenizer.from_pretrained(name)
model = AutoModelForSequenceClassification.from_pretrained(name, num_labels=1).float().eval()
app = FastAPI()


def score(messages: list, completion: str):
    text = tokenizer.apply_chat_template([*messages, {"role": "assistant", "content": completion}], tokenize=False)
    ids = tokenizer(text, add_special_tokens=False, return_tensors="pt").input_ids  # the template has the BOS already
    if ids.shape[1] > model.config.max_position_embeddings:
        return None  # too long: the item fails, which is shown; never cut in silence
    with torch.inference_mode():
        return model(ids).logits[0, 0].item()  # the logit, no sigmoid; one text at a time, so no padding


@app.post("/")
def scores(body: dict):
    return {"scores": [score(pair["messages"], pair["completion"]) for pair in body["pairs"]]}
