"""What a dry run tells under a policy is what the write then changes under it."""

from tests.folders import THEATRE
from tests.writes.conftest import Serve, Service, claim

UNKNOWN = """
[[statuses]]
id = "unknown"
step = 3
label = "Not known"
degree = "unknown"
colour = "#999999"
order = 4

[[sets]]"""
POLICIES = ["confirmed", "any", "against-interest", "majority", "source:north-office"]
TOLD = [
    ("gazette", "north", "confirmed"),
    ("north-office", "south", "unconfirmed"),
    ("north-office", "north", "unconfirmed"),
    ("gazette", "fought", "unconfirmed"),
]


def statuses(service: Service, policy: str) -> dict[str, str]:
    items = service.get(f"/status?at=2020-04-04&policy={policy}").json()["items"]
    return {item["code"]: item["status"] for item in items}


def test_a_dry_run_tells_its_effect_under_each_policy(serve: Serve) -> None:
    service = serve({"theatre": THEATRE.replace("\n[[sets]]", UNKNOWN)})
    seen = []
    for day, (source, status, standing) in enumerate(TOLD, start=1):
        body = claim(source=source, status=status, standing=standing, valid_from=f"2020-04-0{day}")
        before = {policy: statuses(service, policy) for policy in POLICIES}
        tried = {
            policy: service.post(
                f"/claims?dry_run=true&at=2020-04-04&policy={policy}", body
            ).json()["effect"]["districts"]
            for policy in POLICIES
        }
        assert service.post("/claims", body).status_code == 201
        for policy in POLICIES:
            after = statuses(service, policy)
            assert tried[policy] == [
                {"code": code, "before": told, "after": after[code]}
                for code, told in before[policy].items()
                if told != after[code]
            ]
        seen.append([statuses(service, policy)["D21"] for policy in POLICIES])
    assert seen == [
        ["north", "north", "north", "north", "not_assessed"],
        ["north", "south", "south", "unknown", "south"],
        ["north", "north", "south", "north", "north"],
        ["north", "fought", "fought", "unknown", "north"],
    ]
