using System.Globalization;
using Studio.Web.Auth.Users;
using Studio.Web.Languages;

namespace Studio.Web.Components.Account;

/// <summary>Limits as they are typed; an empty field is no limit.</summary>
public sealed class LimitDraft
{
    private const int Largest = 1_000_000_000;

    public string Requests { get; set; } = "";

    public string Images { get; set; } = "";

    public string Gpu { get; set; } = "";

    internal static LimitDraft Of(Limits limits) =>
        new() { Requests = Text(limits.RequestsPerMinute), Images = Text(limits.ImagesPerDay), Gpu = Text(limits.GpuSecondsPerDay) };

    /// <summary>Tells <paramref name="error"/> of each field that is no number; null then.</summary>
    internal Limits? Read(Texts texts, Action<string, string> error)
    {
        var wrong = false;
        int? Number(string field, string text)
        {
            if (string.IsNullOrWhiteSpace(text))
                return null;
            if (int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Largest)
                return number;
            wrong = true;
            error(field, texts["A whole number from 0, or nothing for no limit."]);
            return null;
        }

        var limits = new Limits(Number("requests", Requests), Number("images", Images), Number("gpu", Gpu));
        return wrong ? null : limits;
    }

    /// <summary>"60 requests a minute, 100 pictures a day"; null when there is no limit.</summary>
    internal static string? InWords(Texts texts, Limits limits)
    {
        string?[] parts =
        [
            limits.RequestsPerMinute is { } requests ? texts.Count(requests, "{0} request a minute", "{0} requests a minute") : null,
            limits.ImagesPerDay is { } images ? texts.Count(images, "{0} picture a day", "{0} pictures a day") : null,
            limits.GpuSecondsPerDay is { } gpu ? texts.Count(gpu, "{0} GPU-second a day", "{0} GPU-seconds a day") : null,
        ];
        return parts.OfType<string>().ToList() is { Count: > 0 } said ? string.Join(", ", said) : null;
    }

    private static string Text(int? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "";
}
