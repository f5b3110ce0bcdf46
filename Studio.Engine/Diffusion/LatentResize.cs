using System.Collections.Frozen;
using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion;

/// <summary>Resizing of latents [B,C,H,W] with the methods of ComfyUI's latent nodes.</summary>
public static class LatentResize
{
    private static readonly FrozenDictionary<string, Func<Tensor, int, int, Tensor>> Methods =
        new Dictionary<string, Func<Tensor, int, int, Tensor>>
        {
            ["nearest-exact"] = (x, width, height) => Resample.Planes(x, width, height, ResampleMethod.NearestExact),
            ["bilinear"] = (x, width, height) => Resample.Planes(x, width, height, ResampleMethod.Bilinear),
            ["area"] = (x, width, height) => Resample.Planes(x, width, height, ResampleMethod.Area),
            ["bicubic"] = (x, width, height) => Resample.Planes(x, width, height, ResampleMethod.Bicubic),
            ["bislerp"] = Bislerp.Resize,
        }.ToFrozenDictionary();

    /// <summary>The methods in the order in which clients show them.</summary>
    public static IReadOnlyList<string> MethodNames { get; } = ["nearest-exact", "bilinear", "area", "bicubic", "bislerp"];

    /// <param name="latent">[B,C,H,W].</param>
    /// <param name="width">In latent units, from 1 on.</param>
    /// <param name="cropCenter">Whether what does not fit the new shape is cut off on both sides; otherwise the picture is
    /// stretched.</param>
    /// <exception cref="EngineException">There is no method of that name.</exception>
    public static Tensor Resize(Tensor latent, int width, int height, string method, bool cropCenter = false)
    {
        if (!Methods.TryGetValue(method, out var resize))
            throw new EngineException(
                EngineError.BadPrompt,
                $"There is no upscale method '{method}' for latents. Choose one of: {string.Join(", ", MethodNames)}.");
        return resize(cropCenter ? Resample.CropPlanes(latent, width, height) : latent, width, height);
    }
}
