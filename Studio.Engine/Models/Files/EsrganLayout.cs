using System.Globalization;
using System.Text.RegularExpressions;

namespace Studio.Engine.Models.Files;

/// <summary>
/// The three layouts of ESRGAN's network read as if all had the names of Real-ESRGAN: that of the first release, in which layers are
/// numbered (model.1.sub.0.RDB1 ...), and that of BSRGAN and RealSR (RRDB_trunk.0.RDB1 ...).
/// </summary>
internal static partial class EsrganLayout
{
    private static readonly (string There, string Here)[] Named =
        [("trunk_conv.", "conv_body."), ("upconv", "conv_up"), ("HRconv.", "conv_hr.")];

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header)
    {
        if (header.Tensors.ContainsKey("RRDB_trunk.0.RDB1.conv1.weight"))
            return header.Renamed(FromNames);
        return header.Tensors.ContainsKey("model.1.sub.0.RDB1.conv1.0.weight") ? FromNumbers(header) : header;
    }

    private static string FromNames(string name) => TrunkBlock().Match(name) is { Success: true } block
        ? $"body.{block.Groups[1].ValueSpan}.rdb{block.Groups[2].ValueSpan}.{name[block.Length..]}"
        : Array.Find(Named, pair => name.StartsWith(pair.There, StringComparison.Ordinal)) is { There: { } there, Here: var here }
            ? here + name[there.Length..]
            : name;

    /// <summary>After the trunk come a convolution for each doubling, and two more; steps without weights have numbers too.</summary>
    private static TensorHeader FromNumbers(TensorHeader header)
    {
        int[] tail = [.. header.Tensors.Keys.Select(name => Numbered().Match(name)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Distinct()
            .Where(number => number > 1).Order()];
        string Tail(int number) => (tail.Length - Array.IndexOf(tail, number)) switch
        {
            1 => "conv_last",
            2 => "conv_hr",
            _ => $"conv_up{Array.IndexOf(tail, number) + 1}",
        };
        return header.Renamed(name =>
        {
            if (SubBlock().IsMatch(name))
                return SubBlock().Replace(name, "body.$1.rdb$2.conv$3.$4");
            if (SubEnd().Match(name) is { Success: true } end)
                return $"conv_body.{end.Groups[1].ValueSpan}";
            if (Numbered().Match(name) is not { Success: true } layer)
                return name;
            var number = int.Parse(layer.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            return $"{(number == 0 ? "conv_first" : Tail(number))}.{layer.Groups[2].ValueSpan}";
        });
    }

    [GeneratedRegex(@"^RRDB_trunk\.(\d{1,3})\.RDB(\d)\.", RegexOptions.None, 1000)]
    private static partial Regex TrunkBlock();

    [GeneratedRegex(@"^model\.1\.sub\.(\d{1,3})\.RDB(\d)\.conv(1x1|\d)(?:\.0)?\.(weight|bias)$", RegexOptions.None, 1000)]
    private static partial Regex SubBlock();

    [GeneratedRegex(@"^model\.1\.sub\.\d{1,3}\.(weight|bias)$", RegexOptions.None, 1000)]
    private static partial Regex SubEnd();

    [GeneratedRegex(@"^model\.(\d{1,3})\.(weight|bias)$", RegexOptions.None, 1000)]
    private static partial Regex Numbered();
}
