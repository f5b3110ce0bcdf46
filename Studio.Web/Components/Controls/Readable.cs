using System.Globalization;

namespace Studio.Web.Components.Controls;

/// <summary>Sizes and times as people say them.</summary>
internal static class Readable
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < Units.Length - 1)
            (value, unit) = (value / 1024, unit + 1);
        return value.ToString(unit == 0 || value >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>"0.8 s", "12 s", "3 min 20 s", "2 h 5 min".</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 9.95 } => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalSeconds: < 59.5 } => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

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
    public static string Ordinal(int number) => number.ToString(CultureInfo.InvariantCulture) + ((number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    });

    public static string Plural(int count, string one, string? many = null) =>
        count.ToString(CultureInfo.InvariantCulture) + " " + (count == 1 ? one : many ?? one + "s");
}
