namespace Studio.Engine.Models.Families;

/// <summary>Spaces that several families share.</summary>
internal static class LatentFormats
{
    /// <summary>Of networks that work on pictures themselves.</summary>
    public static LatentFormat Pixels { get; } = new(Channels: 3, Factor: 1, Scale: 1);

    /// <summary>The space of Stable Diffusion 1 and 2, with the well-known public preview factors.</summary>
    public static LatentFormat StableDiffusion { get; } = new(Channels: 4, Factor: 8, Scale: 0.18215f)
    {
        TinyAutoencoder = "taesd",
        PreviewFactors =
        [
            [0.3512f, 0.2297f, 0.3227f], [0.3250f, 0.4974f, 0.2350f], [-0.2829f, 0.1762f, 0.2721f], [-0.2120f, -0.2616f, -0.7177f],
            [0, 0, 0],
        ],
    };

    /// <summary>The space of SDXL and its refiner, with the well-known public preview factors.</summary>
    public static LatentFormat StableDiffusionXl { get; } = new(Channels: 4, Factor: 8, Scale: 0.13025f)
    {
        TinyAutoencoder = "taesdxl",
        PreviewFactors =
        [
            [0.3651f, 0.4232f, 0.4341f], [-0.2533f, -0.0042f, 0.1068f], [0.1076f, 0.1111f, -0.0362f], [-0.3165f, -0.2492f, -0.2188f],
            [0.1084f, -0.0175f, -0.0011f],
        ],
    };

    /// <summary>SDXL's autoencoder as Playground 2.5 sees it, with its public numbers and the well-known public preview factors.</summary>
    public static LatentFormat Playground { get; } = new(Channels: 4, Factor: 8, Scale: 0.5f)
    {
        TinyAutoencoder = "taesdxl",
        Statistics = new LatentStatistics([-1.6574f, 1.886f, -1.383f, 2.5155f], [8.4927f, 5.9022f, 6.5498f, 5.2299f]),
        PreviewFactors =
        [
            [0.3920f, 0.4054f, 0.4549f], [-0.2634f, -0.0196f, 0.0653f], [0.0568f, 0.1687f, -0.0755f], [-0.3112f, -0.2359f, -0.2076f],
            [0, 0, 0],
        ],
    };

    /// <summary>The space of Stable Diffusion 3 and 3.5, with the well-known public preview factors.</summary>
    public static LatentFormat StableDiffusion3 { get; } = new(Channels: 16, Factor: 8, Scale: 1.5305f, Shift: 0.0609f)
    {
        TinyAutoencoder = "taesd3",
        PreviewFactors =
        [
            [-0.0922f, -0.0175f, 0.0749f], [0.0311f, 0.0633f, 0.0954f], [0.1994f, 0.0927f, 0.0458f], [0.0856f, 0.0339f, 0.0902f],
            [0.0587f, 0.0272f, -0.0496f], [-0.0006f, 0.1104f, 0.0309f], [0.0978f, 0.0306f, 0.0427f], [-0.0042f, 0.1038f, 0.1358f],
            [-0.0194f, 0.002f, 0.0669f], [-0.0488f, 0.013f, -0.0268f], [0.0922f, 0.0988f, 0.0951f], [-0.0278f, 0.0524f, -0.0542f],
            [0.0332f, 0.0456f, 0.0895f], [-0.0069f, -0.003f, -0.081f], [-0.0596f, -0.0465f, -0.0293f], [-0.1448f, -0.1463f, -0.1189f],
            [0.2394f, 0.2135f, 0.1925f],
        ],
    };

    /// <summary>The space of FLUX.1 and of others with its autoencoder, with the well-known public preview factors.</summary>
    public static LatentFormat Flux { get; } = new(Channels: 16, Factor: 8, Scale: 0.3611f, Shift: 0.1159f)
    {
        TinyAutoencoder = "taef1",
        PreviewFactors =
        [
            [-0.0346f, 0.0244f, 0.0681f], [0.0034f, 0.021f, 0.0687f], [0.0275f, -0.0668f, -0.0433f], [-0.0174f, 0.016f, 0.0617f],
            [0.0859f, 0.0721f, 0.0329f], [0.0004f, 0.0383f, 0.0115f], [0.0405f, 0.0861f, 0.0915f], [-0.0236f, -0.0185f, -0.0259f],
            [-0.0245f, 0.025f, 0.118f], [0.1008f, 0.0755f, -0.0421f], [-0.0515f, 0.0201f, 0.0011f], [0.0428f, -0.0012f, -0.0036f],
            [0.0817f, 0.0765f, 0.0749f], [-0.1264f, -0.0522f, -0.1103f], [-0.028f, -0.0881f, -0.0499f], [-0.1262f, -0.0982f, -0.0778f],
            [-0.0329f, -0.0718f, -0.0851f],
        ],
    };

    /// <summary>
    /// The space of Wan 2.1's autoencoder, which Qwen-Image works in, with its public numbers and the well-known preview factors.
    /// </summary>
    public static LatentFormat Wan { get; } = new(Channels: 16, Factor: 8, Scale: 1)
    {
        Autoencoder = "Qwen-Image",
        Statistics = new LatentStatistics(
            [
                -0.7571f, -0.7089f, -0.9113f, 0.1075f, -0.1745f, 0.9653f, -0.1517f, 1.5508f, 0.4134f, -0.0715f, 0.5517f, -0.3632f,
                -0.1922f, -0.9497f, 0.2503f, -0.2921f
            ],
            [
                2.8184f, 1.4541f, 2.3275f, 2.6558f, 1.2196f, 1.7708f, 2.6052f, 2.0743f, 3.2687f, 2.1526f, 2.8652f, 1.5579f, 1.6382f,
                1.1253f, 2.8251f, 1.916f
            ]),
        PreviewFactors =
        [
            [-0.1299f, -0.1692f, 0.2932f], [0.0671f, 0.0406f, 0.0442f], [0.3568f, 0.2548f, 0.1747f], [0.0372f, 0.2344f, 0.142f],
            [0.0313f, 0.0189f, -0.0328f], [0.0296f, -0.0956f, -0.0665f], [-0.3477f, -0.4059f, -0.2925f], [0.0166f, 0.1902f, 0.1975f],
            [-0.0412f, 0.0267f, -0.1364f], [-0.1293f, 0.074f, 0.1636f], [0.068f, 0.3019f, 0.1128f], [0.0032f, 0.0581f, 0.0639f],
            [-0.1251f, 0.0927f, 0.1699f], [0.006f, -0.0633f, 0.0005f], [0.3477f, 0.2275f, 0.295f], [0.1984f, 0.0913f, 0.1861f],
            [-0.1835f, -0.0868f, -0.336f],
        ],
    };

    /// <summary>
    /// The space of FLUX.2: squares of 2 x 2 of its autoencoder's 32 channels, which brings them to the same mean and deviation by itself.
    /// The well-known preview factors are those of the 32.
    /// </summary>
    public static LatentFormat Flux2 { get; } = new(Channels: 128, Factor: 16, Scale: 1)
    {
        PreviewSide = 2,
        PreviewFactors =
        [
            [0.0058f, 0.0113f, 0.0073f], [0.0495f, 0.0443f, 0.0836f], [-0.0099f, 0.0096f, 0.0644f], [0.2144f, 0.3009f, 0.3652f],
            [0.0166f, -0.0039f, -0.0054f], [0.0157f, 0.0103f, -0.016f], [-0.0398f, 0.0902f, -0.0235f], [-0.0052f, 0.0095f, 0.0109f],
            [-0.3527f, -0.2712f, -0.1666f], [-0.0301f, -0.0356f, -0.018f], [-0.0107f, 0.0078f, 0.0013f], [0.0746f, 0.009f, -0.0941f],
            [0.0156f, 0.0169f, 0.007f], [-0.0034f, -0.004f, -0.0114f], [0.0032f, 0.0181f, 0.008f], [-0.0939f, -0.0008f, 0.0186f],
            [0.0018f, 0.0043f, 0.0104f], [0.0284f, 0.0056f, -0.0127f], [-0.0024f, -0.0022f, -0.003f], [0.1207f, -0.0026f, 0.0065f],
            [0.0128f, 0.0101f, 0.0142f], [0.0137f, -0.0072f, -0.0007f], [0.0095f, 0.0092f, -0.0059f], [0, -0.0077f, -0.0049f],
            [-0.0465f, -0.0204f, -0.0312f], [0.0095f, 0.0012f, -0.0066f], [0.029f, -0.0034f, 0.0025f], [0.022f, 0.0169f, -0.0048f],
            [-0.0332f, -0.0457f, -0.0468f], [-0.0085f, 0.0389f, 0.0609f], [-0.0076f, 0.0003f, -0.0043f], [-0.0111f, -0.046f, -0.0614f],
            [-0.0329f, -0.0718f, -0.0851f],
        ],
    };
}
