using System.Globalization;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Controls;

/// <summary>Sizes and times as people say them.</summary>
internal static class Readable
{
    public static string Bytes(long bytes) => ByteSize.Text(bytes);

    /// <summary>"0.8 s", "12 s", "3 min 20 s", "2 h 5 min"; no part of it is 0.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time.TotalSeconds < 9.95)
            return time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
        var seconds = (long)Math.Round(time.TotalSeconds, MidpointRounding.AwayFromZero);
        if (seconds < 3600)
            return Parts(seconds / 60, "min", seconds % 60, "s");
        var minutes = (long)Math.Round(time.TotalMinutes, MidpointRounding.AwayFromZero);
        return Parts(minutes / 60, "h", minutes % 60, "min");
    }

    /// <summary>"just now", "5 min ago", "3 h ago", then the date. Local time of the server.</summary>
    public static string Ago(DateTimeOffset then, TimeProvider time)
    {
        var gone = time.GetUtcNow() - then;
        return gone switch
        {
            { TotalSeconds: < 60 } => "just now",
            { TotalMinutes: < 60 } => $"{(int)gone.TotalMinutes} min ago",
            { TotalHours: < 24 } => $"{(int)gone.TotalHours} h ago",
            _ => TimeZoneInfo.ConvertTime(then, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>"in 5 min", "in 3 h", "in 12 days", then the date. Local time of the server.</summary>
    public static string Until(DateTimeOffset then, TimeProvider time)
    {
        var left = then - time.GetUtcNow();
        return left switch
        {
            { TotalMinutes: < 1 } => "in a moment",
            { TotalMinutes: < 60 } => $"in {(int)left.TotalMinutes} min",
            { TotalHours: < 48 } => $"in {(int)left.TotalHours} h",
            { TotalDays: < 60 } => $"in {(int)left.TotalDays} days",
            _ => "on " + TimeZoneInfo.ConvertTime(then, time.LocalTimeZone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Steps per second, or seconds per step when it is slow.</summary>
    public static string Speed(double stepsPerSecond) => stepsPerSecond >= 1
        ? stepsPerSecond.ToString(stepsPerSecond >= 10 ? "0" : "0.0", CultureInfo.InvariantCulture) + " it/s"
        : (1 / stepsPerSecond).ToString("0.0", CultureInfo.InvariantCulture) + " s/it";

    /// <summary>"1st", "2nd", "3rd", "11th".</summary>
    public static string Ordinal(int number) =>
        number.ToString(CultureInfo.InvariantCulture) + ((number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    });

    /// <summary>At most two decimals.</summary>
    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>"ink 0.8, flat 1": without folders and extensions, which nobody reads in a row.</summary>
    public static string Loras(IReadOnlyList<LoraUse> loras) =>
        string.Join(", ", loras.Select(lora => $"{LoraTitle(lora.Name)} {Number(lora.Model)}"));

    /// <summary>What a LoRA is called where its file is not in question.</summary>
    public static string LoraTitle(string name) => Path.GetFileNameWithoutExtension(name.Replace('\\', '/'));

    private static string Parts(long large, string unit, long small, string smaller) =>
        string.Join(' ', new[] { large == 0 ? null : $"{large} {unit}", small == 0 ? null : $"{small} {smaller}" }.OfType<string>());

    public static string Plural(int count, string one, string? many = null) =>
        count.ToString(CultureInfo.InvariantCulture) + " " + (count == 1 ? one : many ?? one + "s");
}
