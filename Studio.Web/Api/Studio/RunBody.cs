using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Engine.Python;
using Studio.Engine.Workflows.Forms;
using Studio.Web.Auth;
using Studio.Web.Gallery;
using Studio.Web.Workflows;

namespace Studio.Web.Api.Studio;

/// <summary>
/// What a run is sent with: a form with params (JSON text) and pictures, named by the input they are for (input_image: the first
/// picture's),
/// or a JSON object {params}. _existing_x in the params names a picture that is there already for the input x.
/// </summary>
internal static class RunBody
{
    private const string Existing = "_existing_";

    /// <exception cref="WorkflowException">Bad.</exception>
    public static async Task<Dictionary<string, JsonNode?>> ReadAsync(HttpRequest request, CurrentUser user, PictureGallery gallery,
        StudioOptions options, WorkflowForm form)
    {
        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (!request.HasFormContentType)
        {
            using var text = new StreamReader(request.Body);
            Add(values, await text.ReadToEndAsync(request.HttpContext.RequestAborted), isWhole: true);
        }
        else
        {
            var sent = await FormAsync(request, options);
            Add(values, sent["params"].ToString(), isWhole: false);
            foreach (var file in sent.Files)
            {
                if (InputOf(form, file.Name) is { } input)
                    values[input] = await KeepAsync(file, user, gallery);
            }
        }
        foreach (var (name, value) in values.Where(value => value.Key.StartsWith(Existing, StringComparison.Ordinal)).ToList())
        {
            values.Remove(name);
            if (InputOf(form, name[Existing.Length..]) is { } input)
                values[input] = value?.DeepClone();
        }
        return values;
    }

    /// <summary>The same picture has the same name, however often it is sent.</summary>
    /// <exception cref="WorkflowException">Bad: it is no picture, or its name cannot be kept.</exception>
    public static async Task<string> KeepAsync(IFormFile file, CurrentUser user, PictureGallery gallery)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        var content = bytes.ToArray();
        var name = Convert.ToHexStringLower(SHA256.HashData(content))[..24] + Path.GetExtension(file.FileName).ToLowerInvariant();
        try
        {
            var kept = gallery.Upload(user, ImageFolder.Input, "", name, content, overwrite: false, file.ContentType);
            return kept?.FileName ?? throw WorkflowException.Bad("A file of that name cannot be kept on every system.");
        }
        catch (NotAPictureException e)
        {
            throw WorkflowException.Bad(e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new WorkflowException(WorkflowRefusal.NotAllowed, e.Message);
        }
    }

    /// <exception cref="WorkflowException">Bad.</exception>
    public static async Task<IFormCollection> FormAsync(HttpRequest request, StudioOptions options)
    {
        if (!request.HasFormContentType)
            throw WorkflowException.Bad("A multipart form was expected.");
        try
        {
            return await request.ReadFormAsync(new() { MultipartBodyLengthLimit = options.MaxUploadBytes + (1 << 20),
                ValueCountLimit = 64 },
                request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException e)
        {
            throw WorkflowException.Bad($"The form cannot be read: {e.Message}");
        }
    }

    private static string? InputOf(WorkflowForm form, string name) => form.Find(name)?.Id
        ?? (name == "input_image" ? form.Inputs.FirstOrDefault(input => input.Type == FormInputType.Picture)?.Id : null);

    private static void Add(Dictionary<string, JsonNode?> values, string text, bool isWhole)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;
        try
        {
            var json = PythonJson.Parse(text);
            if (isWhole && json is JsonObject { Count: 1 } body && body["params"] is JsonObject inner)
                json = inner;
            if (json is not JsonObject fields)
                throw WorkflowException.Bad("params must be an object of values by input.");
            foreach (var (name, value) in fields)
                values[name] = value?.DeepClone();
        }
        catch (JsonException e)
        {
            throw WorkflowException.Bad($"params is no valid JSON: {e.Message}");
        }
    }
}
