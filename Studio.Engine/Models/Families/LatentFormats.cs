namespace Studio.Engine.Models.Families;

/// <summary>Spaces that several families share.</summary>
internal static class LatentFormats
{
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
}
