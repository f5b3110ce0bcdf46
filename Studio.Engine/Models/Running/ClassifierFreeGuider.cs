using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>Classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598).</summary>
/// <param name="Scale">Usually called cfg; at 1 the negative is not computed unless a sampler asks for it.</param>
public sealed record ClassifierFreeGuider(DiffusionModel Model, Conditioning Positive, Conditioning Negative, double Scale) : IGuider
{
    public IReadOnlyList<Conditioning> Conditionings { get; } = [Positive, Negative];

    public bool Needs(int conditioning, float sigma) => conditioning == 0 || !Guidance.IsConditionalOnly(Scale);

    public Tensor Guide(GuidedStep step) =>
        step.Combine(step.Predictions[0]!, step.Predictions[1], Scale);
}
