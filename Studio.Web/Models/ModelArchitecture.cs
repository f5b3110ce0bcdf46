using Studio.Engine.Diffusion;
using Studio.Engine.Models;

namespace Studio.Web.Models;

/// <summary>
/// What a denoiser's file is in the words of comfyui-tooling-nodes, by which painters' programs choose what to do with it.
/// </summary>
/// <param name="BaseModel">sd15, sdxl, flux ...; unknown where those words have no name for it.</param>
/// <param name="IsInpaint">Whether it sees a picture to repaint beside the noise.</param>
/// <param name="IsRefiner">Whether it only finishes what another began.</param>
/// <param name="Type">What tells it apart from others of its kind; null where nothing does.</param>
public sealed record ModelArchitecture(string BaseModel, bool IsInpaint = false, bool IsRefiner = false, string? Type = null)
{
    public static ModelArchitecture Unknown { get; } = new("unknown");

    // widths of the texts that the two sizes of FLUX.2 klein read: three layers of Qwen3 4B and 8B
    private const int TextOfKlein4 = 7680;
    private const int TextOfKlein9 = 12288;

    internal static ModelArchitecture Of(ModelFamily family)
    {
        var denoiser = family.Networks.OfType<DenoiserNetwork>().FirstOrDefault();
        var sampling = family.Parameterization == Parameterization.Velocity ? "v-prediction"
            : family.Parameterization == Parameterization.Epsilon ? "eps" : null;
        return family.Architecture switch
        {
            "stable-diffusion-v1" => new("sd15", SeesMore(denoiser)),
            "stable-diffusion-v2-512" or "stable-diffusion-v2-768-v" => new("sd20", SeesMore(denoiser), Type: sampling),
            "stable-diffusion-xl-v1-base" => new("sdxl", SeesMore(denoiser), Type: sampling),
            "stable-diffusion-xl-v1-refiner" => new("sdxl", IsRefiner: true),
            "flux-1-dev" => new("flux", SeesMore(denoiser)),
            "flux-1-schnell" => new("flux-schnell", SeesMore(denoiser)),
            "flux-2-dev" => new("flux2", Type: "dev"),
            "flux-2-klein" => new("flux2", Type: denoiser?.ContextWidth switch
            {
                TextOfKlein4 => "klein-4b",
                TextOfKlein9 => "klein-9b",
                _ => "klein",
            }),
            "chroma" or "qwen-image" or "z-image" => new(family.Architecture),
            { } sd3 when sd3.StartsWith("stable-diffusion-v3", StringComparison.Ordinal) => new("sd3"),
            _ => Unknown,
        };
    }

    private static bool SeesMore(DenoiserNetwork? denoiser) => denoiser is { ChannelsBeside: > 0 };
}
