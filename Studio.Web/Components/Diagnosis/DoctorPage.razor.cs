using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Diagnosis;

namespace Studio.Web.Components.Diagnosis;

/// <summary>The doctor's findings. The service decides who may have the server examined.</summary>
public sealed partial class DoctorPage
{
    private IReadOnlyList<Finding>? _findings;
    private string? _refusal;

    [Inject]
    private Checkup Checkup { get; set; } = null!;

    [Inject]
    private CircuitUser Circuit { get; set; } = null!;

    private int Bad => _findings!.Count(finding => finding.State == FindingState.Bad);

    private string Verdict => Bad > 0
        ? L.Count(
            Bad,
            "{0} thing is wrong: jobs may not run, or the next start fails.",
            "{0} things are wrong: jobs may not run, or the next start fails.")
        : L["All is well: jobs can run."];

    // after the page is there: a check takes a while
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await ExamineAsync();
        StateHasChanged();
    }

    private async Task ExamineAsync()
    {
        try
        {
            _findings = await Checkup.ExamineAsync(await Circuit.RequireAsync());
        }
        catch (UnauthorizedAccessException refused)
        {
            _refusal = refused.Message;
        }
    }
}
