using System.Globalization;
using Studio.Web.Components.Generation;
using Studio.Web.Components.Grids;
using Studio.Web.Jobs;
using Studio.Web.UserData;

namespace Studio.Web.Components.Pages;

/// <summary>Many forms at once: a grid of them.</summary>
public sealed partial class Generate
{
    private bool _asksForGrid;

    /// <summary>Queues a grid of the form and opens its sheet; nothing when any of its pictures cannot be made.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    internal async Task<string?> QueueGridAsync(GridPlan plan)
    {
        var draft = _draft.RandomSeed || _draft.Seed.Trim().Length == 0
            ? _draft with { Seed = SeedDice.Roll().ToString(CultureInfo.InvariantCulture), RandomSeed = false } : _draft;
        var asked = new List<TextToImage>();
        foreach (var (label, cell) in plan.Cells(draft, L))
        {
            var check = CheckOf(cell);
            asked.AddRange(check.Read(SeedDice.Roll));
            if (check.Errors.Count > 0)
                return $"{label}: {check.Errors.First().Value}";
        }

        var jobs = await EnqueueAsync(asked, toFront: false);
        if (jobs.Count < asked.Count)
        {
            Queue.Delete(User, [.. jobs]);
            return string.Join(' ', _errors.Values);
        }

        try
        {
            string Axis(GridAxis axis) => axis == GridAxis.None ? "" : axis.Name;
            var sheet = new Sheet(L[$"Grid of {TitleOf(draft.Positive)}"], Axis(plan.X), plan.XValues, Axis(plan.Y), plan.YValues,
                Axis(plan.Z), plan.ZValues, jobs);
            var id = await Sheets.KeepAsync(User, sheet, Leaving);
            Navigation.NavigateTo($"/studio/sheets/{id}");
            return null;
        }
        catch (Exception e) when (e is Studio.Engine.EngineException or UserDataException or UnauthorizedAccessException)
        {
            return L[$"The pictures are queued, but their sheet could not be kept: {e.Message}"];
        }
    }

    private string TitleOf(string prompt) => prompt.Trim() switch
    {
        "" => L["no prompt"],
        { Length: > 60 } words => words[..60] + "…",
        var words => words,
    };
}
