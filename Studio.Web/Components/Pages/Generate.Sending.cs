using System.Globalization;
using Microsoft.JSInterop;
using Studio.Engine;
using Studio.Web.Components.Generation;
using Studio.Web.Components.Masking;
using Studio.Web.Jobs;
using Studio.Web.Models;
using Studio.Web.UserData;

namespace Studio.Web.Components.Pages;

/// <summary>What is done with a form that is right: jobs of it, or the user's defaults.</summary>
public sealed partial class Generate
{
    /// <param name="count">So many jobs; null for as many as the form says.</param>
    private async Task SubmitAsync(bool toFront, int? count = null)
    {
        if (!_ready)
            return;
        var typed = _draft.Count;
        var check = CheckOf(count is { } times ? _draft with { Count = times.ToString(CultureInfo.InvariantCulture) } : _draft);
        var asked = check.Read(SeedDice.Roll);
        _emptyIsMeant = true;
        (_draft, _errors) = (check.Draft with { Count = typed }, check.Errors);
        await EnqueueAsync(asked, toFront);
        if (_errors.Count > 0)
        {
            await _formScript!.InvokeVoidAsync("showError", Leaving);
            return;
        }

        await KeepAsync(_draft.RandomSeed ? _draft with { Seed = asked[^1].Seed.ToString(CultureInfo.InvariantCulture) } : _draft);
        _chosen = null;
        _trouble = null;
        _stopped = null;
        await _script!.InvokeVoidAsync("showStage", Leaving);
    }

    private DraftCheck CheckOf(GenerationDraft draft) =>
        new(draft, _choices with { Loras = Models.Names("loras"), Wildcards = Wildcards.Lines }, L)
    {
        IsEmptyMeant = _emptyIsMeant,
        Masked = draft is { Source: { } source, Mask: { } mask } ? MaskFiles.Find(Gallery, User, mask, source) : null,
        LoraProblem = (checkpoint, lora) =>
            Loras.Verdict(checkpoint, lora) is { Measure: LoraMeasure.Not } verdict ? verdict.Text : null,
    };

    /// <returns>The ids of what was queued.</returns>
    private async Task<IReadOnlyList<string>> EnqueueAsync(IReadOnlyList<TextToImage> asked, bool toFront)
    {
        var queued = new List<string>();
        var batch = asked.Count > 1 ? Guid.NewGuid().ToString("D") : null;
        try
        {
            foreach (var picture in asked)
            {
                var request = new JobRequest(picture.ToWorkflow(Engine.Nodes).Source)
                {
                    ExtraData = picture.ToExtraData(), Strict = true, Batch = batch,
                };
                var result = await Queue.EnqueueAsync(User, request);
                if (result.Job is null)
                {
                    _errors = DraftCheck.ErrorsOf(result);
                    break;
                }

                queued.Add(result.Job.Id);
            }
        }
        catch (JobRefusedException refused)
        {
            _errors = new Dictionary<string, string> { [""] = refused.Message };
        }

        // the last one first, so that they stay in order; before what the user may manage, as anywhere
        for (var i = queued.Count - 1; toFront && i >= 0; i--)
            Queue.Move(User, queued[i], JobMove.Front);
        return queued;
    }

    private async Task KeepDefaultsAsync(bool own)
    {
        var check = new DraftCheck(_draft, _choices, L);
        var preference = own ? check.ReadPreference() : null;
        _errors = own ? check.Errors : NoErrors;
        if (_errors.Count > 0)
            return;
        try
        {
            Preferences.Keep(User, _draft.Checkpoint, preference);
        }
        catch (Exception e) when (e is EngineException or UserDataException or UnauthorizedAccessException)
        {
            _errors = new Dictionary<string, string> { [""] = e.Message };
            return;
        }

        _choices = GenerationChoices.Read(Engine, Models, Preferences.Read(User), L);
        if (_choices.Checkpoint(_draft.Checkpoint) is { } model)
            await KeepAsync(model.Start(_draft));
    }
}
