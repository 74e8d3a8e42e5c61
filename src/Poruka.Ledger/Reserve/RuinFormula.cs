namespace Poruka.Ledger;

/// <summary>
/// Probabilities of ruin in closed form, for exponential claims, constant income and nothing else: what the simulation is held
/// against.
/// </summary>
public static class RuinFormula
{
    /// <summary>Ruin at any time (Cramér–Lundberg): λμ/c · exp(−u (1/μ − λ/c)); 1 where the claims eat the income.</summary>
    /// <param name="start">u, what there is at the start.</param>
    /// <param name="income">c, a month.</param>
    /// <param name="claims">λ, a month.</param>
    /// <param name="mean">μ, of a claim.</param>
    public static double Ever(double start, double income, double claims, double mean)
    {
        var rho = claims * mean / income;
        return rho >= 1 ? 1 : rho * Math.Exp(-start / mean * (1 - rho));
    }

    /// <summary>
    /// Ruin within some months: Asmussen and Albrecher, Ruin Probabilities, 2nd ed. (2010), chapter V, proposition 1.3
    /// (Asmussen 1984), one integral, here by the trapezoidal rule, which for a periodic integrand converges fast.
    /// </summary>
    /// <inheritdoc cref="Ever"/>
    /// <param name="start">u, what there is at the start.</param>
    /// <param name="income">c, a month.</param>
    /// <param name="claims">λ, a month.</param>
    /// <param name="mean">μ, of a claim.</param>
    /// <param name="months">T.</param>
    public static double Within(double start, double income, double claims, double mean, double months)
    {
        const int Steps = 20_000;
        // In units in which a claim is 1 and the income is 1.
        var (u, t, rho) = (start / mean, months * income / mean, claims * mean / income);
        var root = Math.Sqrt(rho);
        double sum = 0;
        for (var i = 0; i <= Steps; i++)
        {
            var theta = Math.PI * i / Steps;
            var (sin, cos) = Math.SinCos(theta);
            var f1 = rho * Math.Exp(2 * root * t * cos - (1 + rho) * t + u * (root * cos - 1));
            var f2 = Math.Cos(u * root * sin) - Math.Cos(u * root * sin + 2 * theta);
            var f3 = 1 + rho - 2 * root * cos;
            // At ρ = 1 and θ = 0 the quotient's limit: f2 ~ 2θ² (1 + u), f3 ~ θ².
            var value = f3 < 1e-12 ? f1 * 2 * (1 + u) : f1 * f2 / f3;
            sum += i is 0 or Steps ? value / 2 : value;
        }
        return Ever(start, income, claims, mean) - sum / Steps;
    }
}
