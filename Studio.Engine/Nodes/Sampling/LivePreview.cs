using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>Tells of each sampling step and shows what the model sees, its longer side at most <paramref name="maxSide"/> pixels.</summary>
public sealed class LivePreview(int maxSide)
{
    /// <summary>What a sampler calls after each step. Step numbers begin with 1.</summary>
    public Action<SamplerStep> Follow(NodeContext context, DiffusionModel model)
    {
        var isShown = context.Run.PreviewMethod != "none";
        return step =>
        {
            context.Progress(step.Step + 1, step.Total);
            if (!isShown)
                return;
            var colours = model.Preview(step.Denoised.Slice(0), context.CancellationToken);
            var picture = PreviewEncoder.Encode(colours.Pixels, maxSide);
            context.Preview(picture.Bytes, picture.MimeType);
        };
    }
}
