using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Studio.Web.Auth.Quotas;

namespace Studio.Web.Components.Dashboard;

/// <summary>Shows the sums; they were read before.</summary>
public sealed partial class UsageCard
{
    /// <summary>More colours than that nobody tells apart: the rest is one.</summary>
    private const int MostUsers = 5;

    /// <summary>Names of days under the chart, however many days there are.</summary>
    private const int MostLabels = 6;

    private static readonly int[] Ranges = [7, 30, UsageReport.MostDays];

    private static readonly StackedBarChartOptions Options = new()
    {
        ChartPalette = ["var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)", "var(--chart-5)", "var(--chart-6)"],
        YAxisLines = true,
        ShowLegend = true,
        MaxNumYAxisTicks = 6,
    };

    private IReadOnlyList<UserDay>? _read;
    private bool _ofTime;

    [Parameter, EditorRequired]
    public IReadOnlyList<UserDay> Use { get; set; } = [];

    /// <summary>The last day that is shown.</summary>
    [Parameter, EditorRequired]
    public DateOnly Today { get; set; }

    [Parameter, EditorRequired]
    public int Days { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<int> DaysChanged { get; set; }

    /// <summary>What each user used in all these days, the most first.</summary>
    internal IReadOnlyList<UserUse> Totals { get; private set; } = [];

    internal List<ChartSeries<double>> Series
    {
        get
        {
            var first = Totals.OrderByDescending(use => _ofTime ? use.Run.TotalSeconds : use.Pictures).Take(MostUsers)
                .Select(use => use.User).ToList();
            var series = first.Select(user => Line(user, entry => entry.User == user)).ToList();
            if (Totals.Count > MostUsers)
                series.Add(Line("Others", entry => !first.Contains(entry.User)));
            return series;
        }
    }

    internal string[] Labels => [.. Enumerable.Range(0, Days).Select(at =>
        (Days - 1 - at) % ((Days + MostLabels - 1) / MostLabels) == 0 ? DayAt(at).ToString("MM-dd", CultureInfo.InvariantCulture) : "")];

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_read, Use))
            return;
        _read = Use;
        Totals = [.. Use.GroupBy(entry => entry.User)
            .Select(of => new UserUse(
                of.Key, of.Sum(entry => entry.Images), TimeSpan.FromTicks(of.Sum(entry => entry.Run.Ticks)), of.Count()))
            .OrderByDescending(use => use.Pictures).ThenByDescending(use => use.Run)];
    }

    private ChartSeries<double> Line(string name, Func<UserDay, bool> which)
    {
        var days = Use.Where(which).ToLookup(entry => entry.Day);
        double[] values = [.. Enumerable.Range(0, Days).Select(at =>
            days[DayAt(at)].Sum(entry => _ofTime ? Math.Round(entry.Run.TotalMinutes, 2) : entry.Images))];
        return new() { Name = name, Data = values };
    }

    private DateOnly DayAt(int at) => Today.AddDays(at - Days + 1);

    private static string Pressed(bool isPressed) => isPressed ? "true" : "false";
}

/// <param name="Days">On how many days there was anything.</param>
internal sealed record UserUse(string User, int Pictures, TimeSpan Run, int Days);
