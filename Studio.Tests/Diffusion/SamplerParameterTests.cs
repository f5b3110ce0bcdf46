using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Samplers;

namespace Studio.Tests.Diffusion;

/// <summary>
/// Samplers with other than their usual parameters, against the published formulas written out per number, in double and in lambda
/// (k-diffusion's form), where the product works in sigma and divides flow models by alpha.
/// </summary>
public sealed class SamplerParameterTests
{
    private const int Steps = 7;

    public static IEnumerable<object[]> Settings =>
        from model in new[] { "sd1_eps", "sd3_shift3" }
        from eta in new[] { 0, 0.4, 1, 1.7 }
        from scale in new[] { 0, 0.8, 1.25 }
        select new object[] { model, eta, scale };

    [Theory]
    [MemberData(nameof(Settings))]
    public void EulerAncestral_Settings_FollowTheFormula(string model, double eta, double scale)
    {
        var reference = new Reference(model, needsLambda: false);
        var stream = new NoiseStream(43);
        reference.Walk((x, sigma, next) =>
        {
            var denoised = Reference.Denoise(x, sigma);
            if (reference.IsFlow)
            {
                var down = next * (1 + (next / sigma - 1) * eta);
                var (alpha, alphaDown) = (1 - next, 1 - down);
                var renoise = Math.Sqrt(Math.Max(0, next * next - down * down * alpha * alpha / (alphaDown * alphaDown)));
                var flowNoise = stream.Next([1, 4, 8, 8]);
                return (k =>
                    alpha / alphaDown * (down / sigma * x[k] + (1 - down / sigma) * denoised[k]) + flowNoise.Span[k] * scale * renoise);
            }
            var up = eta == 0 ? 0 : Math.Min(next, eta * Math.Sqrt(next * next * (sigma * sigma - next * next) / (sigma * sigma)));
            var below = Math.Sqrt(next * next - up * up);
            if (below == 0)
                return k => denoised[k];
            var noise = stream.Next([1, 4, 8, 8]);
            return k => x[k] + (x[k] - denoised[k]) / sigma * (below - sigma) + noise.Span[k] * scale * up;
        });
        reference.AssertGivenBy(new EulerAncestral { Eta = eta, NoiseScale = scale });
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void DpmPP2MSde_Settings_FollowTheFormula(string model, double eta, double scale)
    {
        foreach (var heun in new[] { false, true })
        {
            var reference = new Reference(model);
            double[]? before = null;
            var hBefore = 0.0;
            reference.Walk((x, sigma, next) =>
            {
                var denoised = Reference.Denoise(x, sigma);
                var h = reference.Lambda(next) - reference.Lambda(sigma);
                var hEta = h * (eta + 1);
                var alpha = next * Math.Exp(reference.Lambda(next));
                var correction = before is null ? 0 : heun
                    ? alpha * (1 - (1 - Math.Exp(-hEta)) / hEta) * h / hBefore
                    : 0.5 * alpha * (1 - Math.Exp(-hEta)) * h / hBefore;
                var (last, noise) = (before ?? denoised, reference.Noise(eta * scale, sigma, next));
                (before, hBefore) = (denoised, h);
                return k => next / sigma * Math.Exp(-h * eta) * x[k] + alpha * (1 - Math.Exp(-hEta)) * denoised[k]
                    + correction * (denoised[k] - last[k])
                    + noise[k] * next * Math.Sqrt(1 - Math.Exp(-2 * h * eta)) * scale;
            });
            reference.AssertGivenBy(heun
                ? new DpmPP2MSdeHeun { Eta = eta, NoiseScale = scale }
                : new DpmPP2MSde { Eta = eta, NoiseScale = scale });
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void DpmPP3MSde_Settings_FollowTheFormula(string model, double eta, double scale)
    {
        var reference = new Reference(model);
        var past = new List<(double[] Denoised, double H)>();
        reference.Walk((x, sigma, next) =>
        {
            var denoised = Reference.Denoise(x, sigma);
            var h = reference.Lambda(next) - reference.Lambda(sigma);
            var hEta = h * (eta + 1);
            var alpha = next * Math.Exp(reference.Lambda(next));
            var phi2 = (Math.Exp(-hEta) - 1) / hEta + 1;
            var phi3 = phi2 / hEta - 0.5;
            var noise = reference.Noise(eta * scale, sigma, next);
            var (first, second) = (past.ElementAtOrDefault(0), past.ElementAtOrDefault(1));
            past.Insert(0, (denoised, h));
            return k =>
            {
                var value = next / sigma * Math.Exp(-h * eta) * x[k] + alpha * (1 - Math.Exp(-hEta)) * denoised[k];
                if (second.Denoised is not null)
                {
                    var (r0, r1) = (first.H / h, second.H / h);
                    var (d10, d11) = ((denoised[k] - first.Denoised[k]) / r0, (first.Denoised[k] - second.Denoised[k]) / r1);
                    value += alpha * phi2 * (d10 + (d10 - d11) * r0 / (r0 + r1)) - alpha * phi3 * (d10 - d11) / (r0 + r1);
                }
                else if (first.Denoised is not null)
                    value += alpha * phi2 * (denoised[k] - first.Denoised[k]) / (first.H / h);
                return value + noise[k] * next * Math.Sqrt(1 - Math.Exp(-2 * h * eta)) * scale;
            };
        });
        reference.AssertGivenBy(new DpmPP3MSde { Eta = eta, NoiseScale = scale });
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void DpmPPSde_Settings_FollowTheFormula(string model, double eta, double scale)
    {
        foreach (var r in new[] { 0.3, 0.5, 0.9 })
        {
            var reference = new Reference(model);
            reference.Walk((x, sigma, next) =>
            {
                var (lambda, lambdaNext) = (reference.Lambda(sigma), reference.Lambda(next));
                var lambdaMiddle = lambda + r * (lambdaNext - lambda);
                var middle = reference.Sigma(lambdaMiddle);
                var denoised = Reference.Denoise(x, sigma);
                var x2 = Ancestral(reference, x, denoised, (sigma, lambda), (middle, lambdaMiddle), eta, scale);
                var denoised2 = Reference.Denoise(x2, middle);
                var mixed = denoised.Zip(denoised2, (a, b) => (1 - 1 / (2 * r)) * a + 1 / (2 * r) * b).ToArray();
                var end = Ancestral(reference, x, mixed, (sigma, lambda), (next, lambdaNext), eta, scale);
                return k => end[k];
            });
            reference.AssertGivenBy(new DpmPPSde { Eta = eta, NoiseScale = scale, R = r });
        }
    }

    [Fact]
    public void Parameters_LeftAlone_AreThoseOfTheNamedSampler()
    {
        foreach (var (name, sampler) in new (string, Sampler)[]
        {
            ("euler_ancestral", new EulerAncestral { Eta = 1, NoiseScale = 1 }),
            ("dpmpp_2m_sde", new DpmPP2MSde { Eta = 1, NoiseScale = 1 }),
            ("dpmpp_3m_sde", new DpmPP3MSde { Eta = 1, NoiseScale = 1 }), ("dpmpp_sde", new DpmPPSde { Eta = 1, NoiseScale = 1, R = 0.5 }),
        })
        {
            var toy = new ToyRun("sd1_eps");
            var sigmas = toy.Sigmas(name, Steps);
            Assert.Equal(toy.Sample(name, Steps).Span.ToArray(),
                sampler.Sample(toy.Model, toy.Start(sigmas), sigmas, toy.Context()).Span.ToArray());
        }
    }

    /// <summary>DPM-Solver++ of first order down to the ancestral level, then noise; lambda is half the logarithm of the SNR.</summary>
    private static double[] Ancestral(
        Reference reference, double[] x, double[] denoised, (double Sigma, double Lambda) from, (double Sigma, double Lambda) to,
        double eta, double scale)
    {
        var (a, b) = (Math.Exp(-from.Lambda), Math.Exp(-to.Lambda));
        var up = Math.Min(b, eta * Math.Sqrt(b * b * (a * a - b * b) / (a * a)));
        var h = -Math.Log(Math.Sqrt(b * b - up * up)) - from.Lambda;
        var (alphaFrom, alphaTo) = (from.Sigma * Math.Exp(from.Lambda), to.Sigma * Math.Exp(to.Lambda));
        var noise = reference.Noise(eta * scale, from.Sigma, to.Sigma);
        return [.. x.Select((value, k) =>
            alphaTo / alphaFrom * Math.Exp(-h) * value - alphaTo * (Math.Exp(-h) - 1) * denoised[k] + alphaTo * noise[k] * scale * up)];
    }

    /// <summary>A walk over the toy model in double.</summary>
    private sealed class Reference
    {
        private readonly ToyRun _toy;
        private readonly float[] _sigmas;
        private readonly BrownianTree _tree;
        private readonly bool _needsLambda;
        private double[] _end;

        public Reference(string model, bool needsLambda = true)
        {
            _needsLambda = needsLambda;
            IsFlow = model == "sd3_shift3";
            _toy = new ToyRun(model);
            _sigmas = _toy.Sigmas("euler", Steps);
            _end = [.. _toy.Start(_sigmas).Span.ToArray().Select(value => (double)value)];
            _tree = new BrownianTree(42, [1, 4, 8, 8], _sigmas[^2], _sigmas[0]);
        }

        public bool IsFlow { get; }

        public void Walk(Func<double[], double, double, Func<int, double>> step)
        {
            for (var i = 0; i + 1 < _sigmas.Length; i++)
            {
                var (x, sigma) = (_end, First(_sigmas[i]));
                _end = _sigmas[i + 1] == 0 ? Denoise(x, sigma) : [.. Enumerable.Range(0, x.Length).Select(step(x, sigma, _sigmas[i + 1]))];
            }
        }

        public double Lambda(double sigma) => IsFlow ? Math.Log((1 - sigma) / sigma) : -Math.Log(sigma);

        public double Sigma(double lambda) => IsFlow ? 1 / (1 + Math.Exp(lambda)) : Math.Exp(-lambda);

        public static double[] Denoise(double[] x, double sigma) =>
            [.. x.Select(value => 0.9 * Math.Tanh(value / Math.Sqrt(sigma * sigma + 1)))];

        public double[] Noise(double wanted, double sigma, double next) => wanted == 0
            ? new double[_end.Length]
            : [.. _tree.Noise((float)sigma, (float)next).Span.ToArray().Select(value => (double)value)];

        public void AssertGivenBy(Sampler sampler)
        {
            var got = sampler.Sample(_toy.Model, _toy.Start(_sigmas), _sigmas, _toy.Context()).Span.ToArray();
            var error = _end.Zip(got, (a, b) => Math.Abs(a - b)).Max() / _end.Max(Math.Abs);
            Assert.True(error <= 2e-5, $"{sampler.Name} is off by {error:g3}.");
        }

        /// <summary>Flow models have no lambda at pure noise: just below it.</summary>
        private double First(float sigma) => IsFlow && sigma >= 1 && _needsLambda ? SigmaTable.Flow(3).PercentToSigma(1e-4f) : sigma;
    }
}
