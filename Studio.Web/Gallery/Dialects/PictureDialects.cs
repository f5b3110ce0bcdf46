using System.Globalization;
using System.Text.Json;
using Studio.Engine.Imaging;

namespace Studio.Web.Gallery.Dialects;

/// <summary>Every dialect there is, and the bounds of what any of them may bring in.</summary>
public static class PictureDialects
{
    /// <summary>Characters of a text that is read; a longer one is passed over.</summary>
    public const int LongestText = 8 << 20;

    /// <summary>Characters of a prompt; more is cut off.</summary>
    public const int LongestPrompt = 30_000;

    private const int LongestName = 500;
    private const int MostLoras = 64;
    private const int LargestSide = 16_384;
    private const int MostSteps = 10_000;

    private static readonly IPictureDialect[] All =
    [
        .. typeof(IPictureDialect).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }
                && type.IsAssignableTo(typeof(IPictureDialect)))
            .Select(type => (IPictureDialect)Activator.CreateInstance(type)!).OrderBy(dialect => dialect.Rank),
    ];

    /// <summary>What the file of a picture says of its making; null when it says nothing that is understood.</summary>
    public static ReadSettings? Read(ReadOnlyMemory<byte> file) => Read(ImageCodec.ReadText(file));

    /// <summary>The same of the texts of a file.</summary>
    public static ReadSettings? Read(IReadOnlyDictionary<string, string> texts)
    {
        var bounded = texts.Where(text => text.Value.Length <= LongestText).ToDictionary(StringComparer.Ordinal);
        foreach (var dialect in bounded.Count == 0 ? [] : All)
        {
            if (TryRead(dialect, bounded) is { } settings)
                return new(dialect.Program, Bounded(settings));
        }

        return null;
    }

    private static PictureSettings? TryRead(IPictureDialect dialect, IReadOnlyDictionary<string, string> texts)
    {
        try
        {
            return dialect.Read(texts) is { } settings && settings != new PictureSettings() ? settings : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return null; // JSON that is deeper or otherwise than any program writes it
        }
    }

    private static PictureSettings Bounded(PictureSettings read) => read with
    {
        Positive = Cut(read.Positive, LongestPrompt),
        Negative = Cut(read.Negative, LongestPrompt),
        Model = Name(read.Model),
        Sampler = Name(read.Sampler),
        Scheduler = Name(read.Scheduler),
        Seed = ulong.TryParse(read.Seed, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? read.Seed : null,
        Steps = Between(read.Steps, 1, MostSteps),
        Width = Between(read.Width, 1, LargestSide),
        Height = Between(read.Height, 1, LargestSide),
        Cfg = Finite(read.Cfg),
        Denoise = Finite(read.Denoise),
        Source = Name(read.Source),
        Mask = Name(read.Mask),
        Loras = read.Loras is { Count: > 0 } loras
            ? [.. loras.Where(lora => Name(lora.Name) is not null && double.IsFinite(lora.Model) && double.IsFinite(lora.Clip)).Take(
                MostLoras)]
            : null,
    };

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;

    private static string? Name(string? text) => text is { Length: > 0 and <= LongestName } ? text : null;

    private static int? Between(int? number, int least, int most) => number >= least && number <= most ? number : null;

    private static double? Finite(double? number) => number is { } value && double.IsFinite(value) && Math.Abs(value) <= 1000 ? number
        : null;
}
