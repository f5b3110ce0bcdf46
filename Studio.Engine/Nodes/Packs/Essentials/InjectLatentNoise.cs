using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("InjectLatentNoise+", Pack = EssentialsPack.Name, DisplayName = "🔧 Inject Latent Noise", Category = "essentials/sampling",
    Description = "Adds noise to a latent, by a seed.")]
public sealed class InjectLatentNoise : INode<Latent>
{
    [Input] public required Latent Latent { get; init; }
    [Input(Min = 0, Max = 18446744073709551615)] public ulong NoiseSeed { get; init; }
    [Input(Min = -20, Max = 20, Step = 0.01, Round = 0.01)] public double NoiseStrength { get; init; } = 1;
    [Input(Choices = ["false", "true"])] public string Normalize { get; init; } = "false";
    [Input] public Mask? Mask { get; init; }

    public Latent Run(NodeContext context)
    {
        var samples = Latent.Samples;
        var noise = Noise.Normal(NoiseSeed, samples.Shape);
        if (Normalize == "true")
        {
            var (mean, deviation) = Spread(samples);
            noise = Mixing.Each(noise, value => (value * deviation) + mean);
        }
        var noisy = Mixing.Sum(samples, 1, noise, NoiseStrength);
        if (Mask is { Values: var mask })
        {
            var weights = Batches.Fit(Resample.Planes(mask, samples.Size(3), samples.Size(2), ResampleMethod.Bilinear), samples.Size(0));
            var plane = samples.Size(2) * samples.Size(3);
            for (var i = 0; i < noisy.Length; i++)
            {
                var weight = weights.Span[(i / plane / samples.Size(1) * plane) + (i % plane)];
                noisy.Span[i] = (weight * noisy.Span[i]) + ((1 - weight) * samples.Span[i]);
            }
        }
        return Latent with { Samples = noisy };
    }

    private static (float Mean, float Deviation) Spread(Tensor x)
    {
        var mean = x.Span.ToArray().Average(value => (double)value);
        return ((float)mean, (float)Math.Sqrt(x.Span.ToArray().Sum(value => Math.Pow(value - mean, 2)) / (x.Length - 1)));
    }
}
