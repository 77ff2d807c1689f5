"""What one customer's visit makes every service write. One visit is one trace."""

from random import Random
from typing import Any

from elkvision.supervisor.shop.incident import Health

Log = dict[str, Any]

_GOODS = ("red mug", "blue mug", "oak chair", "wool blanket", "tea, 100 g", "desk lamp", "notebook", "rain coat")
_CITIES = ("Berlin", "Lisbon", "Oslo", "Nairobi", "Lima", "Osaka", "Leeds", "Graz")
_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
)
_LOGGERS = {
    "web": "shop.web.access", "catalog": "shop.catalog.Search", "cart": "shop.cart.Basket",
    "payments": "shop.payments.Bank", "orders": "shop.orders.Book", "mail": "shop.mail.Post",
}  # fmt: skip
_HOSTS = {"web": 3, "catalog": 2, "cart": 2, "payments": 2, "orders": 2, "mail": 1}


class Visit:
    """Collects the logs of one trace. Times are set when they are sent."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.trace = f"{random.getrandbits(128):032x}"
        self.customer = f"c{int(random.paretovariate(0.7)) % 20_000:05d}"
        self.address = f"203.0.113.{random.randrange(1, 255)}"
        self.logs: list[Log] = []

    def say(self, service: str, level: str, message: str, **more: Any) -> None:
        host = f"{service}-{self.random.randrange(_HOSTS[service]) + 1}"
        self.logs.append(
            {
                "level": level, "service": service, "host": host, "environment": "production", "message": message,
                "logger": _LOGGERS[service], "trace_id": self.trace, "span_id": f"{self.random.getrandbits(64):016x}", **more,
            }
        )  # fmt: skip

    def answer(self, method: str, path: str, status: int, took: float) -> None:
        level = "error" if status >= 500 else "warning" if status == 404 else "info"
        self.say(
            "web", level, f"{method} {path} {status} in {took:.0f} ms",
            http={"method": method, "path": path, "status": status}, duration_ms=round(took, 1),
            client={"ip": self.address, "city": self.random.choice(_CITIES)}, user_agent=self.random.choice(_AGENTS),
        )  # fmt: skip


def visit(random: Random, health: Health) -> list[Log]:
    """Somebody looks around, fills a basket, or pays."""
    one = Visit(random)
    kind = random.random()
    if kind < 0.5:
        _look(one)
    elif kind < 0.72:
        _fill(one)
    else:
        _pay(one, health)
    return one.logs


def _look(one: Visit) -> None:
    random = one.random
    words = random.choice(_GOODS).split()[-1]
    hits = random.randrange(40)
    took = random.lognormvariate(2.6, 0.5)
    one.say("catalog", "debug", f"index answered in {took:.1f} ms", cache="hit" if random.random() < 0.8 else "miss")
    one.say(
        "catalog",
        "info",
        f"search for {words!r} found {hits}",
        search={"words": words, "hits": hits},
        duration_ms=round(took, 1),
    )
    if random.random() < 0.02:
        one.answer("GET", f"/goods/{random.randrange(9000, 9999)}", 404, took + 2)
    else:
        one.answer("GET", f"/search?q={words}", 200, took + random.random() * 8)


def _fill(one: Visit) -> None:
    random = one.random
    goods, count = random.choice(_GOODS), random.randrange(1, 4)
    one.say("cart", "info", f"{count} × {goods} put in the basket", customer=one.customer, goods=goods, count=count)
    if random.random() < 0.03:
        one.say("cart", "warning", f"only {random.randrange(1, 5)} left of {goods}", goods=goods)
    one.answer("POST", "/basket", 201, random.lognormvariate(2.8, 0.4))


def _pay(one: Visit, health: Health) -> None:
    random = one.random
    order, amount = random.randrange(100_000, 999_999), round(random.lognormvariate(3.4, 0.7), 2)
    bank = random.lognormvariate(4.4, 0.3) * health.slowness
    paying = {"order": order, "amount": amount, "currency": "EUR"}
    one.say("orders", "info", f"order {order} over {amount:.2f} EUR was placed", customer=one.customer, payment=paying)
    if health.slowness > 3:
        one.say(
            "payments",
            "warning",
            f"the bank took {bank:.0f} ms",
            payment=paying,
            duration_ms=round(bank, 1),
            pool={"used": 50, "size": 50},
        )
    if random.random() * 100 < health.failing:
        _fail(one, health, order, paying, bank)
        return
    one.say(
        "payments",
        "info",
        f"payment of {amount:.2f} EUR for order {order} was taken",
        payment=paying,
        duration_ms=round(bank, 1),
    )
    one.say("orders", "info", f"order {order} is paid", payment=paying)
    one.say("mail", "info", f"confirmation of order {order} was sent", order=order)
    one.answer("POST", "/checkout", 200, bank + 20)


def _fail(one: Visit, health: Health, order: int, paying: Log, bank: float) -> None:
    if health.phase in ("calm", "over"):
        one.say(
            "payments",
            "warning",
            f"card declined for order {order}",
            payment={**paying, "reason": "insufficient funds"},
        )
        one.answer("POST", "/checkout", 402, bank)
        return
    trace = (
        "shop.payments.PoolExhausted: no connection to the bank within 5000 ms\n"
        "\tat shop.payments.Pool.take(Pool.java:118)\n\tat shop.payments.Bank.charge(Bank.java:64)\n"
        "\tat shop.payments.Charge.run(Charge.java:31)"
    )
    one.say("payments", "error", f"payment for order {order} failed: no connection to the bank within 5000 ms",
            payment=paying, duration_ms=5000.0, error={"type": "PoolExhausted", "stack_trace": trace})  # fmt: skip
    one.say("orders", "error", f"order {order} could not be paid and waits", payment=paying)
    one.answer("POST", "/checkout", 503, 5000 + one.random.random() * 60)
