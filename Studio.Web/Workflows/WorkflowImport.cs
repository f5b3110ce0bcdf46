using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Python;
using Studio.Engine.Workflows;
using Studio.Engine.Workflows.Forms;

namespace Studio.Web.Workflows;

/// <summary>
/// Reads what people have: the editor's file, a prompt in API format, both in one object {workflow, prompt}, a picture that carries them.
/// </summary>
public static class WorkflowImport
{
    /// <summary>Bytes that a file may have.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>Characters of JSON that a workflow may have.</summary>
    private const int MostText = 8 << 20;

    /// <exception cref="WorkflowException">Bad: there is no workflow in it, or it cannot be read.</exception>
    public static WorkflowContent Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes)
            throw WorkflowException.Bad($"The file has more than {MostBytes >> 20} MB.");
        return IsJson(bytes.Span) ? Read(Parse(bytes)) : OfPicture(bytes);
    }

    /// <exception cref="WorkflowException">As above.</exception>
    public static WorkflowContent Read(JsonNode? json)
    {
        if (json is not JsonObject file)
            throw WorkflowException.Bad("A workflow is a JSON object: the editor's file, or a prompt in API format.");
        if (Workflow.Is(file))
            return Checked(new(file, null, null));
        if ((file["workflow"] ?? file["ui"]) is JsonObject or null && (file["prompt"] ?? file["api"]) is JsonObject or null
            && (file["workflow"] ?? file["ui"] ?? file["prompt"] ?? file["api"]) is not null && !IsPrompt(file))
            return Checked(new((file["workflow"] ?? file["ui"])?.DeepClone() as JsonObject,
                (file["prompt"] ?? file["api"])?.DeepClone() as JsonObject,
                (file["inputs"] ?? file["form"])?.DeepClone() as JsonArray));
        return IsPrompt(file)
            ? Checked(new(null, file, null))
            : throw WorkflowException.Bad("This JSON is no workflow: neither a list of nodes as the editor saves it, nor nodes with a class_type each.");
    }

    /// <summary>The same content, once everything in it can be read.</summary>
    /// <exception cref="WorkflowException">As above.</exception>
    public static WorkflowContent Checked(WorkflowContent content)
    {
        if (content.Ui is null && content.Api is null)
            throw WorkflowException.Bad("There is no workflow in it.");
        if ((content.Ui?.ToJsonString().Length ?? 0) + (content.Api?.ToJsonString().Length ?? 0) > MostText)
            throw WorkflowException.Bad($"A workflow has at most {MostText >> 20} million characters.");
        if (content.Ui is not null && WorkflowReader.Read(content.Ui) is { Workflow: null } refused)
            throw WorkflowException.Bad(string.Join(' ', refused.Faults.Select(fault => fault.Sentence)));
        if (content.Api is not null && PromptParser.Parse(content.Api) is { Error: { } error })
            throw WorkflowException.Bad(Engine.Comfy.ErrorText.Of(error).Message);
        if (content.Form is { } form && ManifestReader.Read(new JsonObject { ["inputs"] = form.DeepClone() })
            is { Form: null, Faults: var faults })
            throw WorkflowException.Bad(string.Join(' ', faults));
        return content;
    }

    /// <summary>What a picture carries; null when it carries no workflow.</summary>
    public static WorkflowContent? OfTexts(IReadOnlyDictionary<string, string> texts)
    {
        var ui = texts.TryGetValue("workflow", out var workflow) ? Try(workflow) : null;
        var api = texts.TryGetValue("prompt", out var prompt) ? Try(prompt) : null;
        return ui is null && api is null ? null : new(ui is not null && Workflow.Is(ui) ? ui : null, api, null);
    }

    private static WorkflowContent OfPicture(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            ImageCodec.Probe(bytes);
            return OfTexts(ImageCodec.ReadText(bytes)) is { } content && (content.Ui ?? content.Api) is not null
                ? Checked(content)
                : throw WorkflowException.Bad("This picture carries no workflow.");
        }
        catch (EngineException)
        {
            throw WorkflowException.Bad("This is neither JSON nor a picture that can be read.");
        }
    }

    private static JsonObject? Try(string text)
    {
        try
        {
            return PythonJson.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return PythonJson.Parse(Encoding.UTF8.GetString(bytes.Span).TrimStart('\uFEFF'));
        }
        catch (JsonException e)
        {
            throw WorkflowException.Bad($"The file is no valid JSON: {e.Message}");
        }
    }

    private static bool IsPrompt(JsonObject file) => file.Count > 0
        && file.All(node => node.Value is JsonObject fields && fields["class_type"] is JsonValue);

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        return bytes.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
    }
}
