"""The same model of a fund's reserve as Poruka.Ledger's, in numpy: vectorised over paths, one step a month, on as many processes as asked for.

It is kinder to itself where it can be: what arrests of a month cost is drawn as counts and sums (Poisson, binomial, gamma), ruin is
looked at when months end, and paths go in blocks that fit the cache. Prints the seconds that the paths took, without its start.
"""
import sys, time
from multiprocessing import Pool
import numpy as np

START, STEADY, PAYERS, DUES, LAPSE, JOIN = 20000.0, -300.0, 120, 10.0, 0.01, 1.0
GIFTS, SHAPE, ARRESTS, BURSTS, BURST_SIZE = 1500.0, 3, 0.8, 0.05, 6.0
COSTS = ((0.9, 1200.0), (0.2, 300.0), (0.3, 400.0))
MONTHS_INSIDE, INSIDE_COST, INSIDE = 5.0, 80.0, 4
BAIL, BAIL_MEAN, BAIL_MONTHS, FORFEITED = 0.15, 3000.0, 8.0, 0.1
BLOCK = 20000


def block(rng, n, months):
    balance = np.full(n, START)
    payers, inside = np.full(n, PAYERS), np.full(n, INSIDE)
    back = np.zeros((months + 1, n))
    least, ruin = balance.copy(), np.full(n, months)
    levels = np.empty((months, n))
    for month in range(months):
        lapsed = rng.binomial(payers, LAPSE)
        joined = rng.poisson(JOIN, n)
        released = rng.binomial(inside, 1 / MONTHS_INSIDE)
        arrests = rng.poisson(ARRESTS, n)
        bursts = rng.poisson(BURSTS, n)
        which = np.repeat(np.arange(n), bursts)
        if which.size:
            arrests = arrests + np.bincount(which, weights=rng.geometric(1 / BURST_SIZE, which.size), minlength=n).astype(np.int64)
        balance += STEADY + DUES * payers - INSIDE_COST * inside
        payers, inside = payers + joined - lapsed, inside + arrests - released
        for chance, mean in COSTS:
            count = rng.binomial(arrests, chance)
            some = np.nonzero(count)[0]
            balance[some] -= mean * rng.standard_gamma(count[some])
        balance += rng.standard_gamma(SHAPE, n) * (GIFTS / SHAPE)
        bailed = np.repeat(np.arange(n), rng.binomial(arrests, BAIL))
        amount = BAIL_MEAN * rng.standard_exponential(bailed.size)
        balance -= np.bincount(bailed, weights=amount, minlength=n)
        due = month + (rng.random(bailed.size) + rng.standard_exponential(bailed.size) * BAIL_MONTHS).astype(np.int64)
        kept = (rng.random(bailed.size) >= FORFEITED) & (due < months)
        np.add.at(back, (due[kept], bailed[kept]), amount[kept])
        balance += back[month]
        np.minimum(least, balance, out=least)
        ruin[(balance < 0) & (ruin == months)] = month
        levels[month] = balance
    return ruin, least, levels


def part(job):
    seed, paths, months = job
    rng = np.random.Generator(np.random.SFC64(seed))
    ruined, least, sample = np.zeros(months + 1, dtype=np.int64), [], []
    for first in range(0, paths, BLOCK):
        ruin, lowest, levels = block(rng, min(BLOCK, paths - first), months)
        ruined += np.bincount(ruin, minlength=months + 1)
        least.append(lowest)
        sample.append(np.quantile(levels, (0.05, 0.25, 0.5, 0.75, 0.95), axis=1))
    return ruined, np.quantile(np.concatenate(least), 0.01), np.mean(sample, axis=0)


if __name__ == "__main__":
    paths, months, processes = (int(argument) for argument in sys.argv[1:4])
    with Pool(processes) as pool:
        pool.map(part, [(n, 1000, 2) for n in range(processes)])
        begun = time.perf_counter()
        parts = pool.map(part, [(11 + n, paths // processes, months) for n in range(processes)])
        seconds = time.perf_counter() - begun
    ruined = sum(p[0] for p in parts)
    print(f"{seconds:.6f} {ruined[:months].sum() / (paths // processes * processes):.6f} {np.mean([p[2][2][-1] for p in parts]):.2f}")
