using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>
/// Shows what the model sees at each sampling step and tells of the step, its longer side at most <paramref name="maxSide"/> pixels.
/// </summary>
public sealed class LivePreview(LatentPreviews previews, int maxSide)
{
    /// <summary>What a sampler calls after each step. Step numbers begin with 1.</summary>
    public Action<SamplerStep> Follow(NodeContext context, DiffusionModel model)
    {
        var isShown = context.Run.PreviewMethod != "none";
        return step =>
        {
            if (isShown)
                Show(context, model, step.Denoised);
            context.Progress(step.Step + 1, step.Total);
        };
    }

    private void Show(NodeContext context, DiffusionModel model, Tensor denoised)
    {
        var colours = previews.Render(model, denoised.Slice(0), context.CancellationToken);
        var picture = PreviewEncoder.Encode(colours.Pixels, maxSide);
        context.Preview(picture.Bytes, picture.MimeType);
    }
}
