namespace Studio.Engine.Models.Families;

/// <summary>Spaces that several families share.</summary>
internal static class LatentFormats
{
    /// <summary>Of networks that work on pictures themselves.</summary>
    public static LatentFormat Pixels { get; } = new(Channels: 3, Factor: 1, Scale: 1);

    /// <summary>The space of Stable Diffusion 1 and 2, with the well-known public preview factors.</summary>
    public static LatentFormat StableDiffusion { get; } = new(Channels: 4, Factor: 8, Scale: 0.18215f)
    {
        PreviewFactors =
        [
            [0.3512f, 0.2297f, 0.3227f], [0.3250f, 0.4974f, 0.2350f], [-0.2829f, 0.1762f, 0.2721f], [-0.2120f, -0.2616f, -0.7177f],
            [0, 0, 0],
        ],
    };

    /// <summary>The space of SDXL and its refiner, with the well-known public preview factors.</summary>
    public static LatentFormat StableDiffusionXl { get; } = new(Channels: 4, Factor: 8, Scale: 0.13025f)
    {
        PreviewFactors =
        [
            [0.3651f, 0.4232f, 0.4341f], [-0.2533f, -0.0042f, 0.1068f], [0.1076f, 0.1111f, -0.0362f], [-0.3165f, -0.2492f, -0.2188f],
            [0.1084f, -0.0175f, -0.0011f],
        ],
    };

    /// <summary>SDXL's autoencoder as Playground 2.5 sees it, with its public numbers and the well-known public preview factors.</summary>
    public static LatentFormat Playground { get; } = new(Channels: 4, Factor: 8, Scale: 0.5f)
    {
        Statistics = new LatentStatistics([-1.6574f, 1.886f, -1.383f, 2.5155f], [8.4927f, 5.9022f, 6.5498f, 5.2299f]),
        PreviewFactors =
        [
            [0.3920f, 0.4054f, 0.4549f], [-0.2634f, -0.0196f, 0.0653f], [0.0568f, 0.1687f, -0.0755f], [-0.3112f, -0.2359f, -0.2076f],
            [0, 0, 0],
        ],
    };

    /// <summary>The space of FLUX.1 and of others with its autoencoder, with the well-known public preview factors.</summary>
    public static LatentFormat Flux { get; } = new(Channels: 16, Factor: 8, Scale: 0.3611f, Shift: 0.1159f)
    {
        PreviewFactors =
        [
            [-0.0346f, 0.0244f, 0.0681f], [0.0034f, 0.021f, 0.0687f], [0.0275f, -0.0668f, -0.0433f], [-0.0174f, 0.016f, 0.0617f],
            [0.0859f, 0.0721f, 0.0329f], [0.0004f, 0.0383f, 0.0115f], [0.0405f, 0.0861f, 0.0915f], [-0.0236f, -0.0185f, -0.0259f],
            [-0.0245f, 0.025f, 0.118f], [0.1008f, 0.0755f, -0.0421f], [-0.0515f, 0.0201f, 0.0011f], [0.0428f, -0.0012f, -0.0036f],
            [0.0817f, 0.0765f, 0.0749f], [-0.1264f, -0.0522f, -0.1103f], [-0.028f, -0.0881f, -0.0499f], [-0.1262f, -0.0982f, -0.0778f],
            [-0.0329f, -0.0718f, -0.0851f],
        ],
    };
}
