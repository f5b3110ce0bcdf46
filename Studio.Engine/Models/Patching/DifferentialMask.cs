using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// A noise mask taken as the time from which each pixel is repainted (Levin and Fried 2023, arXiv:2306.00950), mixed with the plain mask by
/// the strength.
/// </summary>
/// <param name="Strength">0..1; 1 is the whole effect, and so is 0, as in ComfyUI.</param>
internal sealed record DifferentialMask(double Strength) : ModelPatch
{
    public override Func<float, Tensor> MaskAt(Tensor mask, SigmaTable table, float first, float last)
    {
        var from = table.Timestep(first);
        var to = table.Timestep(Math.Max(table.SigmaMin, last));
        return sigma =>
        {
            var threshold = (table.Timestep(sigma) - to) / (from - to);
            var plain = Strength is > 0 and < 1 ? 1 - (float)Strength : 0;
            var reached = mask.ZerosLike();
            for (var i = 0; i < mask.Length; i++)
                reached.Span[i] = (mask.Span[i] >= threshold ? 1 - plain : 0) + (plain * mask.Span[i]);
            return reached;
        };
    }
}
