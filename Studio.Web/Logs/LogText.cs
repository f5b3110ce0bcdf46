namespace Studio.Web.Logs;

/// <summary>What a log entry says, fit to be shown: no secrets, no control characters but line breaks, not endless.</summary>
internal sealed class LogText(StudioOptions options)
{
    private const int Longest = 8 << 10;

    private readonly SecretMask _mask = new(options);

    public string Of(string message, Exception? exception)
    {
        var whole = exception is null ? message : $"{message}\n{exception}";
        return Printable(_mask.Apply(whole.Length > Longest ? whole[..Longest] + "…" : whole));
    }

    // escape sequences can rewrite what a terminal shows, or its title, or what its keys send
    private static string Printable(string text) => text.Any(IsUnprintable) ? new([.. text.Select(c => IsUnprintable(c) ? '?' : c)]) : text;

    private static bool IsUnprintable(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');
}
