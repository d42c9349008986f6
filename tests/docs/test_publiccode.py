from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
MANDATORY = (
    "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
    "description", "legal", "maintenance", "localisation",
)  # fmt: skip


def test_publiccode_has_every_mandatory_key_within_its_limits() -> None:
    content = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))

    assert [key for key in MANDATORY if key not in content] == []
    assert content["legal"]["license"] == "EUPL-1.2"
    assert content["maintenance"]["contacts"]
    assert content["localisation"]["availableLanguages"] == ["nl", "fr", "de", "en"]
    for texts in content["description"].values():
        assert len(texts["shortDescription"]) <= 150
        assert 150 <= len(texts["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in texts["features"])
