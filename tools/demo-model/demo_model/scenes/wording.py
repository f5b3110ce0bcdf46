"""Captions. Every phrase is true of its picture; phrases are dropped, reworded and reordered at random."""
from __future__ import annotations

import numpy as np

from .noise import pick, pick_for
from .scene import Scene

#: share of the true phrases that a caption keeps
KEPT = .82
HILLS = {
    "green": ["green hills", "rolling green hills"], "autumn": ["golden hills", "autumn hills"],
    "snow": ["snowy hills", "snow covered hills"],
}
FOREST = {"green": ["a pine forest", "a forest of pine trees"], "snow": ["a snowy pine forest", "a snowy forest"]}
DESERT = ["desert dunes", "a sandy desert", "a desert"]
SEA = ["the sea", "the ocean", "a sea"]


def article(word: str) -> str:
    """The indefinite article for a word of this vocabulary."""
    return "an" if word[0] in "aeio" else "a"


def landscape_caption(scene: Scene) -> str:
    """One of three forms: "<time> over <place>", "<place> at <time>", or time and place as tags among others."""
    random = scene.random
    names = ["snowy mountains", "snow-capped mountains"] if scene.snow_caps else ["mountains", "rocky mountains"]
    mountains = pick(random, names)
    place = mountains if scene.place == "mountains" else _place_phrase(scene)
    extras = scene.sky_phrases + scene.object_phrases
    if scene.place != "mountains" and scene.mountains:
        extras.append(mountains)
    tags, at_time, over = _time_phrases(scene)
    form = random.random()
    if form < .3:
        return _join(random, f"{over} {place}", extras)
    if form < .6:
        lead = f"{place} {at_time}"
        if scene.time == "sunset" and random.random() < .7:
            lead = f"{place} at {scene.sunset_tone} sunset"
        return _join(random, lead, extras)
    return _tags(random, pick(random, tags), place, extras)


def _place_phrase(scene: Scene) -> str:
    """A name for every place but the mountains, whose name depends on their snow."""
    if scene.place == "hills":
        return pick_for(scene.random, HILLS, scene.season)
    return pick(scene.random, {"desert": DESERT, "sea": SEA, "forest": FOREST.get(scene.season)}[scene.place])


def _time_phrases(scene: Scene) -> tuple[list[str], str, str]:
    """(tags, "at ...", "... over") for the scene's time of day."""
    if scene.time == "dawn":
        return ["dawn", "pink dawn sky", "early morning"], "at dawn", "a dawn over"
    if scene.time == "day":
        sunny = "sun" in " ".join(scene.sky_phrases)
        return ["day", "blue sky", "a sunny day" if sunny else "daytime"], "by day", "a blue sky over"
    if scene.time == "sunset":
        tone = scene.sunset_tone
        named = f"{article(tone)} {tone} sunset"
        return [f"{tone} sunset", named, "sunset", f"{tone} sky at sunset"], "at sunset", f"{named} over"
    if scene.time == "night":
        return ["night", "night sky", "a dark night"], "at night", "a night sky over"
    return ["storm", "a stormy sky", "stormy weather"], "in a storm", "a storm over"


def _join(random: np.random.Generator, lead: str, extras: list[str]) -> str:
    """Comma tags or a sentence with "with ... and ...", sometimes introduced as a picture or painting."""
    extras = [phrase for phrase in extras if random.random() < KEPT]
    random.shuffle(extras)
    form = random.random()
    if form < .5:
        parts = [lead] + extras
        if random.random() < .4:
            random.shuffle(parts)
        caption = ", ".join(parts)
    elif form < .8 and extras:
        listed = extras[0] if len(extras) == 1 else ", ".join(extras[:-1]) + " and " + extras[-1]
        caption = f"{lead} with {listed}"
    else:
        caption = ", ".join([lead] + extras)
    opening = random.random()
    if opening < .08:
        return "a picture of " + caption
    if opening < .14:
        return "a painting of " + caption
    if opening < .18:
        return "a landscape, " + caption
    return caption


def _tags(random: np.random.Generator, time: str, place: str, extras: list[str]) -> str:
    """Comma tags; time and place are never dropped."""
    parts = [time, place] + [phrase for phrase in extras if random.random() < KEPT]
    if random.random() < .6:
        random.shuffle(parts)
    return ", ".join(parts)


def shape_caption(random: np.random.Generator, kind: str, color: str, background: str, size_word: str) -> str:
    """"a [big ]red circle on a blue background" in seven wordings; size_word is "" or ends with a space."""
    thing = f"{size_word}{color} {kind}"
    a_thing, a_background = f"{article(size_word or color)} {thing}", f"{article(background)} {background} background"
    return pick(random, [
        f"{a_thing} on {a_background}", f"{a_thing} on {a_background}", f"{a_thing} on {background}",
        f"{thing}, {background} background", f"{background} background, {thing}",
        f"{background} background with {a_thing}", f"a picture of {a_thing} on {a_background}",
    ])
