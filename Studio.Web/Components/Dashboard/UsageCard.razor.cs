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

    private static readonly string[] Colours =
        ["var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)", "var(--chart-5)", "var(--chart-6)"];

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

    // made when they change: the page is drawn every two seconds, and the chart would measure itself anew each time
    internal List<ChartSeries<double>> Series { get; private set; } = [];

    internal string[] Labels { get; private set; } = [];

    internal StackedBarChartOptions Options { get; private set; } = new();

    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_read, Use))
            return;
        _read = Use;
        Totals = [.. Use.GroupBy(entry => entry.User)
            .Select(of => new UserUse(
                of.Key, of.Sum(entry => entry.Images), TimeSpan.FromTicks(of.Sum(entry => entry.Run.Ticks)), of.Count()))
            .OrderByDescending(use => use.Pictures).ThenByDescending(use => use.Run)];
        Draw();
    }

    private void Count(bool ofTime)
    {
        _ofTime = ofTime;
        Draw();
    }

    private void Draw()
    {
        var first = Totals.OrderByDescending(use => _ofTime ? use.Run.TotalSeconds : use.Pictures).Take(MostUsers)
            .Select(use => use.User).ToList();
        Series = first.Select(user => Line(user, entry => entry.User == user)).ToList();
        if (Totals.Count > MostUsers)
            Series.Add(Line(L["Others"], entry => !first.Contains(entry.User)));
        Labels = [.. Enumerable.Range(0, Days).Select(at =>
            (Days - 1 - at) % ((Days + MostLabels - 1) / MostLabels) == 0
                ? DayAt(at).ToString("MM-dd", CultureInfo.InvariantCulture) : "")];
        var most = Use.GroupBy(entry => entry.Day).Select(day => day.Sum(Counted)).DefaultIfEmpty(0).Max();
        Options = new()
        {
            ChartPalette = Colours,
            YAxisLines = true,
            ShowLegend = true,
            YAxisTitle = _ofTime ? L["Minutes"] : L["Pictures"],
            YAxisTicks = Step(most),
        };
    }

    /// <summary>1, 2 or 5 of a power of ten, so that four or five lines reach the top.</summary>
    internal static int Step(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, most / 5))));
        int[] steps = [1, 2, 5, 10];
        return (int)power * steps.First(step => step * power * 5 >= most);
    }

    private double Counted(UserDay entry) => _ofTime ? entry.Run.TotalMinutes : entry.Images;

    private ChartSeries<double> Line(string name, Func<UserDay, bool> which)
    {
        var days = Use.Where(which).ToLookup(entry => entry.Day);
        double[] values = [.. Enumerable.Range(0, Days).Select(at =>
            Math.Round(days[DayAt(at)].Sum(Counted), 2))];
        return new() { Name = name, Data = values };
    }

    private DateOnly DayAt(int at) => Today.AddDays(at - Days + 1);

    private static string Pressed(bool isPressed) => isPressed ? "true" : "false";
}

/// <param name="Days">On how many days there was anything.</param>
internal sealed record UserUse(string User, int Pictures, TimeSpan Run, int Days);
