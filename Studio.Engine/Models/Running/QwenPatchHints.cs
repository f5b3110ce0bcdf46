using Studio.Engine.Models.Families;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>What DiffSynth's ControlNets for Qwen-Image are shown: a picture's latent, and that for inpainting where to keep it.</summary>
internal sealed class QwenPatchHints(LatentCodec codec, VaeModel vae, bool readsMask) : PatchHints(codec, vae, LatentFormats.Wan)
{
    protected override Tensor Make(int height, int width)
    {
        var picture = Encoded(Fitted(Picture, height, width));
        return readsMask ? Joined(picture, Keep(height, width)) : picture;
    }

    /// <summary>[B,1,h,w]: the whole mask, whatever its shape; 1 everywhere where there is none.</summary>
    private Tensor Keep(int height, int width)
    {
        if (Mask is { } mask)
        {
            var planes = Resample.Planes(Inverse(mask), width, height, ResampleMethod.Bilinear);
            return planes.Reshape(planes.Size(0), 1, height, width);
        }
        var all = new Tensor(1, 1, height, width);
        all.Span.Fill(1);
        return all;
    }
}
