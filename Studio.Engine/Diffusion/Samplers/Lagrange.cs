namespace Studio.Engine.Diffusion.Samplers;

/// <summary>Integrals of the polynomial through past slopes: what every Adams method is made of.</summary>
internal static class Lagrange
{
    private const int Points = 24;
    private static readonly (double Node, double Weight)[] GaussLegendre = LegendreRule(Points);

    /// <summary>
    /// For each node t_j the integral from a to b of weight(t)·L_j(t), with L_j = Π (t - t_k)/(t_j - t_k). Gauss-Legendre quadrature with
    /// 24 points: exact for polynomials, better than 1e-10 for the exponentials that samplers integrate.
    /// </summary>
    public static double[] Integrate(ReadOnlySpan<double> nodes, double a, double b, Func<double, double> weight)
    {
        var integrals = new double[nodes.Length];
        foreach (var (node, w) in GaussLegendre)
        {
            var t = (a + b) / 2 + (b - a) / 2 * node;
            var value = (b - a) / 2 * w * weight(t);
            for (var j = 0; j < nodes.Length; j++)
                integrals[j] += value * Basis(nodes, j, t);
        }
        return integrals;
    }

    private static double Basis(ReadOnlySpan<double> nodes, int j, double t)
    {
        var product = 1.0;
        for (var k = 0; k < nodes.Length; k++)
        {
            if (k != j)
                product *= (t - nodes[k]) / (nodes[j] - nodes[k]);
        }
        return product;
    }

    /// <summary>Nodes are the zeros of the Legendre polynomial P_n, found by Newton's method; weights are 2/((1 - x²)P_n'(x)²).</summary>
    private static (double Node, double Weight)[] LegendreRule(int n)
    {
        var rule = new (double, double)[n];
        for (var i = 0; i < n; i++)
        {
            var x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));
            var slope = 0.0;
            for (var round = 0; round < 8; round++)
            {
                (var value, slope) = LegendrePolynomial(n, x);
                x -= value / slope;
            }
            rule[i] = (x, 2 / ((1 - x * x) * slope * slope));
        }
        return rule;
    }

    private static (double Value, double Slope) LegendrePolynomial(int n, double x)
    {
        double before = 1, value = x;
        for (var k = 2; k <= n; k++)
            (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k);
        return (value, n * (x * value - before) / (x * x - 1));
    }
}
