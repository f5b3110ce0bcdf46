using System.Globalization;
using System.Text;

namespace Studio.Bench;

/// <summary>One line of the table: what was measured, the figure, and what it should be.</summary>
internal sealed record Row(string What, string Figure, string Aim = "")
{
    public static string Table(IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder();
        text.AppendLine().AppendLine("| what | figure | aim |").AppendLine("| --- | --- | --- |");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {row.What} | {row.Figure} | {row.Aim} |").AppendLine();
        return text.ToString();
    }

    /// <param name="share">0.99 for the value that all but one in a hundred stay below.</param>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
