using System.Globalization;
using Studio.Web.Gallery;
using Studio.Web.Languages;

namespace Studio.Web.Components.Controls;

/// <summary>Sizes and times as people say them.</summary>
internal static class Readable
{
    public static string Bytes(long bytes) => ByteSize.Text(bytes);

    /// <summary>"0.8 s", "12 s", "3 min 20 s", "2 h 5 min"; no part of it is 0.</summary>
    public static string Duration(Texts texts, TimeSpan time)
    {
        if (time.TotalSeconds < 9.95)
            return texts[$"{time.TotalSeconds:0.0} s"];
        var seconds = (long)Math.Round(time.TotalSeconds, MidpointRounding.AwayFromZero);
        if (seconds < 60)
            return texts[$"{seconds} s"];
        if (seconds < 3600)
            return seconds % 60 == 0 ? texts[$"{seconds / 60} min"] : texts[$"{seconds / 60} min {seconds % 60} s"];
        var minutes = (long)Math.Round(time.TotalMinutes, MidpointRounding.AwayFromZero);
        return minutes % 60 == 0 ? texts[$"{minutes / 60} h"] : texts[$"{minutes / 60} h {minutes % 60} min"];
    }

    /// <summary>"just now", "5 min ago", "3 h ago", then the date. Local time of the server.</summary>
    public static string Ago(Texts texts, DateTimeOffset then, TimeProvider time)
    {
        var gone = time.GetUtcNow() - then;
        return gone switch
        {
            { TotalSeconds: < 60 } => texts["just now"],
            { TotalMinutes: < 60 } => texts[$"{(int)gone.TotalMinutes} min ago"],
            { TotalHours: < 24 } => texts[$"{(int)gone.TotalHours} h ago"],
            _ => TimeZoneInfo.ConvertTime(then, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>"in 5 min", "in 3 h", "in 12 days", then the date. Local time of the server.</summary>
    public static string Until(Texts texts, DateTimeOffset then, TimeProvider time)
    {
        var left = then - time.GetUtcNow();
        return left switch
        {
            { TotalMinutes: < 1 } => texts["in a moment"],
            { TotalMinutes: < 60 } => texts[$"in {(int)left.TotalMinutes} min"],
            { TotalHours: < 48 } => texts[$"in {(int)left.TotalHours} h"],
            { TotalDays: < 60 } => texts[$"in {(int)left.TotalDays} days"],
            _ => texts[$"on {TimeZoneInfo.ConvertTime(then, time.LocalTimeZone):yyyy-MM-dd}"],
        };
    }

    /// <summary>Steps per second, or seconds per step when it is slow.</summary>
    public static string Speed(double stepsPerSecond) => stepsPerSecond >= 1
        ? stepsPerSecond.ToString(stepsPerSecond >= 10 ? "0" : "0.0", CultureInfo.InvariantCulture) + " it/s"
        : (1 / stepsPerSecond).ToString("0.0", CultureInfo.InvariantCulture) + " s/it";

    /// <summary>"1st", "2nd", "3rd", "11th".</summary>
    public static string Ordinal(Texts texts, int number) => (number % 100) is >= 11 and <= 13 ? texts[$"{number}th"] : (number % 10) switch
    {
        1 => texts[$"{number}st"],
        2 => texts[$"{number}nd"],
        3 => texts[$"{number}rd"],
        _ => texts[$"{number}th"],
    };

    /// <summary>At most two decimals.</summary>
    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>"ink 0.8, flat 1": without folders and extensions, which nobody reads in a row.</summary>
    public static string Loras(IReadOnlyList<LoraUse> loras) =>
        string.Join(", ", loras.Select(lora => $"{LoraTitle(lora.Name)} {Number(lora.Model)}"));

    /// <summary>What a LoRA is called where its file is not in question.</summary>
    public static string LoraTitle(string name) => Path.GetFileNameWithoutExtension(name.Replace('\\', '/'));
}
