using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Engine.Workflows.Forms;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Workflows;

/// <summary>Saved workflows as forms, and forms as jobs.</summary>
public sealed class WorkflowRuns(WorkflowLibrary library, JobQueue queue, IEngine engine, UserNodes nodes, TimeProvider time)
{
    /// <summary>A saved workflow opened for somebody.</summary>
    /// <exception cref="WorkflowException">NotFound; Bad: no prompt can be made of it.</exception>
    public OpenedWorkflow Open(CurrentUser user, string id)
    {
        var about = library.Find(user, id) ?? throw WorkflowException.Missing();
        return Open(about, library.Content(user, id));
    }

    /// <summary>For who has asked the rules already.</summary>
    internal OpenedWorkflow Open(SavedWorkflow about, WorkflowContent content)
    {
        var prompt = PromptOf(content);
        var form = FormOf(content, prompt);
        return new(about, content, prompt, form, WorkflowReadiness.Of(prompt, engine.Nodes, form));
    }

    /// <summary>The prompt that came, or the one that the editor would send.</summary>
    /// <exception cref="WorkflowException">Bad.</exception>
    public Prompt PromptOf(WorkflowContent content)
    {
        var read = SubmittedPrompt.Read(content.Api ?? content.Ui, engine.Nodes, time.GetLocalNow());
        return read.Prompt ?? throw WorkflowException.Bad(Sentence(read.Error!));
    }

    /// <summary>The editor's file: the one that came, or one drawn from the prompt.</summary>
    /// <exception cref="WorkflowException">Bad.</exception>
    public Workflow FileOf(WorkflowContent content)
    {
        var read = content.Ui is not null ? WorkflowReader.Read(content.Ui) : WorkflowFromPrompt.Convert(PromptOf(content), engine.Nodes);
        return read.Workflow ?? throw WorkflowException.Bad(string.Join(' ', read.Faults.Select(fault => fault.Sentence)));
    }

    /// <summary>The values in the graph: what would run, and the editor's file with them.</summary>
    public (FilledForm Form, JsonObject? File) Fill(CurrentUser user, OpenedWorkflow opened,
        IReadOnlyDictionary<string, JsonNode?> values)
    {
        var filled = FormFilling.Fill(opened.Form, opened.Prompt.Source, values, nodes.Of(user), Draw);
        return (filled, filled.Prompt is null ? null : FileWith(opened, filled));
    }

    /// <summary>Runs a saved workflow with these values.</summary>
    /// <exception cref="WorkflowException">As for <see cref="Open"/>.</exception>
    /// <exception cref="JobRefusedException">As for <see cref="JobQueue.EnqueueAsync"/>.</exception>
    public Task<WorkflowRun> RunAsync(CurrentUser user, string id, IReadOnlyDictionary<string, JsonNode?> values,
        string? clientId = null) =>
        RunAsync(user, Open(user, id), values, clientId);

    /// <summary>For who has asked the rules already.</summary>
    internal async Task<WorkflowRun> RunAsync(CurrentUser user, OpenedWorkflow opened, IReadOnlyDictionary<string, JsonNode?> values,
        string? clientId = null)
    {
        if (opened.About.Deleted is not null)
            throw WorkflowException.Missing();
        var (filled, file) = Fill(user, opened, values);
        if (filled.Prompt is null)
            return new(null, filled.Seeds, filled.Errors);
        var extra = new JsonObject { ["extra_pnginfo"] = new JsonObject { ["workflow"] = file } };
        var result = await queue.EnqueueAsync(user,
            new JobRequest(filled.Prompt) { ExtraData = extra, StoredWorkflow = opened.About.Id, Strict = true, ClientId = clientId });
        return new(result.Job, filled.Seeds, result.Job is null ? ErrorsOf(result, opened.Form) : new Dictionary<string, string>());
    }

    /// <summary>The form that its owner chose or that came with it, else what the file says.</summary>
    private WorkflowForm FormOf(WorkflowContent content, Prompt prompt)
    {
        if (content.Form is { } inputs && ManifestReader.Read(new JsonObject { ["inputs"] = inputs.DeepClone() }, FormOrigin.Chosen).Form
            is { } chosen)
            return chosen with { Inputs = [.. chosen.Inputs.Select(input => WithDefault(input, prompt))] };
        return FormReader.Find(content.Ui is null ? null : WorkflowReader.Read(content.Ui).Workflow, prompt, engine.Nodes);
    }

    // a manifest may leave to the graph what a value begins with
    private static FormInput WithDefault(FormInput input, Prompt prompt) =>
        input.Default is null && input.Type != FormInputType.Resolution && input.Targets is [var target, ..]
        && prompt.Nodes.GetValueOrDefault(target.NodeId)?.Inputs.GetValueOrDefault(target.Field) is InputValue.Literal { Value: { } value }
        && value is JsonValue text && !(text.TryGetValue(out string? words) && words.Contains("{{", StringComparison.Ordinal))
            ? input with { Default = value.DeepClone() }
            : input;

    /// <summary>Drawn anew where no file came; the id says which saved workflow a picture is of.</summary>
    private JsonObject FileWith(OpenedWorkflow opened, FilledForm filled)
    {
        var changes = opened.Form.Inputs.SelectMany(input => input.Targets.Select(target => (target.NodeId, target.Field,
            filled.Values.GetValueOrDefault(input.Id) is JsonObject size ? size[target.Field]
                : filled.Values.GetValueOrDefault(input.Id))));
        var file = opened.Content.Ui is { } ui && WorkflowReader.Read(ui).Workflow is { } kept
            ? WorkflowWidgets.Set(kept, changes, engine.Nodes).Source
            : PromptParser.Parse(filled.Prompt).Prompt is { } prompt ? WorkflowFromPrompt.Convert(prompt, engine.Nodes).Workflow?.Source
                : null;
        var copy = (JsonObject?)file?.DeepClone() ?? [];
        copy["id"] = opened.About.Id;
        return copy;
    }

    private static Dictionary<string, string> ErrorsOf(EnqueueResult result, WorkflowForm form)
    {
        var errors = new Dictionary<string, string>();
        foreach (var (node, wrong) in result.NodeErrors)
        {
            foreach (var error in wrong.Errors)
            {
                var input = form.Inputs.FirstOrDefault(input =>
                    error is PromptError.AtInput at && input.Targets.Any(target => target.NodeId == node && target.Field == at.InputName));
                errors.TryAdd(input?.Id ?? "", $"{(input is null ? $"{wrong.ClassType} ({node}): " : "")}{Sentence(error)}");
            }
        }
        if (errors.Count == 0)
            errors[""] = result.Error is null ? result.Reason : Sentence(result.Error);
        return errors;
    }

    private static string Sentence(PromptError error) => Engine.Comfy.ErrorText.Of(error) is { } text && text.Details.Length > 0
        ? $"{text.Message}: {text.Details}"
        : Engine.Comfy.ErrorText.Of(error).Message;

    private static ulong Draw() =>
        BitConverter.ToUInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(sizeof(ulong)));
}

/// <summary>A saved workflow with everything that a form needs.</summary>
public sealed record OpenedWorkflow(SavedWorkflow About, WorkflowContent Content, Prompt Prompt, WorkflowForm Form,
    WorkflowReadiness Readiness);

/// <summary>A job, or a sentence for each input that was wrong; "" is the workflow as a whole.</summary>
public sealed record WorkflowRun(Job? Job, IReadOnlyDictionary<string, ulong> Seeds, IReadOnlyDictionary<string, string> Errors);
