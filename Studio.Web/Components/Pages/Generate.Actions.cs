using Studio.Web.Components.Controls;
using Studio.Web.Components.Generation;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Pages;

/// <summary>What can be done with a picture that is there, and generating without end.</summary>
public sealed partial class Generate
{
    // near enough to be the same idea, far enough to be another picture
    private const string NearStrength = "0.2";

    private bool _isEndless;
    private int _paintAsked;

    private async Task PaintAsync(Picture picture)
    {
        await UseAsSourceAsync(picture);
        _paintAsked++;
    }

    /// <summary>One more of the same settings and seed with a little of another seed; the form stays as it is.</summary>
    private async Task VaryAsync(Picture picture)
    {
        var made = _choices.Known(_draft.With(picture.Settings ?? new(), picture.Settings?.Width ?? picture.Width,
            picture.Settings?.Height ?? picture.Height));
        var check = CheckOf(made with { VariationSeed = "", VariationStrength = NearStrength });
        var asked = check.Read(SeedDice.Roll);
        if (check.Errors.Count > 0)
            _errors = new Dictionary<string, string>
            {
                [""] = L[$"This picture cannot be varied: {check.Errors.First().Value} Use its settings to see what is missing."],
            };
        else
            await EnqueueAsync(asked, toFront: false);
    }

    private async Task UpscaleAsync((Picture Picture, string Upscaler) asked)
    {
        var workflow = new Enlargement(PictureAddress.Annotated(asked.Picture.Image), asked.Upscaler).ToWorkflow(Engine.Nodes);
        try
        {
            var result = await Queue.EnqueueAsync(User, new(workflow) { Strict = true,
                ExtraData = _draft.WithMetadata ? null : new() { ["metadata"] = false } });
            _errors = result.Job is null ? new Dictionary<string, string> { [""] = result.Reason } : NoErrors;
        }
        catch (JobRefusedException refused)
        {
            _errors = new Dictionary<string, string> { [""] = refused.Message };
        }
    }

    private async Task TurnEndlessAsync()
    {
        _isEndless = !_isEndless;
        if (_isEndless)
            await GoOnAsync();
    }

    /// <summary>The next one, when none of this user runs or waits; an error ends it.</summary>
    private async Task GoOnAsync()
    {
        try
        {
            if (_running is not null || Queue.Line(User) is var line && (line.Running.Any(running => running.Job.Owner == User.Id)
                || Queue.List(User).Waiting.Any(job => job.Owner == User.Id)))
                return;
            await SubmitAsync(toFront: false, 1);
            _isEndless = _errors.Count == 0;
            StateHasChanged();
        }
        catch (OperationCanceledException) when (Leaving.IsCancellationRequested)
        {
            // the page was left
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }
}
