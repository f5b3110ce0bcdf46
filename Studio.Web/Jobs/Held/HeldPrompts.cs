using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Missing;

namespace Studio.Web.Jobs.Held;

/// <summary>
/// Prompts in the state "waiting for models": what they lack is fetched, and they go into the line, by the ordinary rules and with the id
/// they
/// were given, when all of it is there.
/// </summary>
public sealed class HeldPrompts : IDisposable
{
    private const int MostPerUser = 50;

    private readonly HeldPromptStore _store;
    private readonly MissingModels _missing;
    private readonly JobQueue _queue;
    private readonly UserStore _users;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _releasing = new(1);

    internal HeldPrompts(HeldPromptStore store, MissingModels missing, JobQueue queue, UserStore users, TimeProvider time) =>
        (_store, _missing, _queue, _users, _time) = (store, missing, queue, users, time);

    /// <summary>Keeps a prompt until its models are there, and lets them be fetched.</summary>
    /// <param name="body">As for POST /prompt.</param>
    /// <returns>The prompt, and what nobody knows where to get.</returns>
    /// <exception cref="JobRefusedException">The user may not run anything, or has too many that wait.</exception>
    /// <exception cref="DownloadException">The user may not fetch, or the body is no prompt.</exception>
    public async Task<(HeldPrompt Prompt, IReadOnlyList<MissingModel> Unknown)> HoldAsync(CurrentUser user, JsonObject body,
        CancellationToken cancellationToken)
    {
        // what a key or token may do can change until the models are there; its owner's rights are not lent to it
        if (!user.MayRun || user.IsDelegated)
            throw new JobRefusedException(JobRefusal.NotAllowed, user.IsDelegated
                ? "A key or token cannot leave prompts behind. Fetch the models, then send the prompt."
                : "Your role lets you look but not run anything.");
        if (body["prompt"] is not JsonObject)
            throw new DownloadException(DownloadRefusal.BadRequest, "Send the prompt as {\"prompt\": …}.");
        if (_store.All().Count(prompt => prompt.Owner == user.Id) >= MostPerUser)
            throw new JobRefusedException(JobRefusal.QueueFull, $"{MostPerUser} prompts of yours wait for models already.");
        var missing = await _missing.FindAsync(user, body, asks: true, cancellationToken);
        _missing.Fetch(user, missing);
        var held = new HeldPrompt(Guid.NewGuid().ToString(), user.Id, body, null, _time.GetUtcNow());
        _store.Add(held);
        await ReleaseAsync(); // perhaps nothing is missing
        return (held, [.. missing.Where(model => model.Source is null || model.Kind is null)]);
    }

    /// <summary>What waits, as the user may see it.</summary>
    public IReadOnlyList<HeldPrompt> List(CurrentUser user) => [.. _store.All().Where(prompt => user.MaySee(prompt.Owner))];

    /// <summary>Gives one up. False when it is not there.</summary>
    public bool Remove(CurrentUser user, string id) =>
        user.MayRun && _store.All().Any(prompt => prompt.Id == id && user.MaySee(prompt.Owner)) && _store.Remove(id);

    public void Dispose() => _releasing.Dispose();

    /// <summary>Puts those whose models are there into the line.</summary>
    internal async Task ReleaseAsync()
    {
        await _releasing.WaitAsync();
        try
        {
            foreach (var held in _store.All().Where(held => held.Problem is null && _missing.IsComplete(held.Body)))
                await EnqueueAsync(held);
        }
        finally
        {
            _releasing.Release();
        }
    }

    private async Task EnqueueAsync(HeldPrompt held)
    {
        try
        {
            var owner = held.Owner == CurrentUser.Local.Id ? CurrentUser.Local : _users.Find(held.Owner)?.ToCurrentUser();
            if (owner is null)
            {
                _store.Remove(held.Id);
                return;
            }

            var result = await _queue.EnqueueAsync(owner, new((JsonObject)held.Body["prompt"]!.DeepClone())
            {
                Id = held.Id,
                ClientId = held.Body["client_id"] is JsonValue client && client.TryGetValue<string>(out var id) ? id : null,
                ExtraData = held.Body["extra_data"]?.DeepClone() as JsonObject,
            });
            if (result.Job is not null)
                _store.Remove(held.Id);
            else
                _store.SetProblem(held.Id, result.Reason);
        }
        catch (JobRefusedException e) when (e.Refusal is JobRefusal.NotAllowed or JobRefusal.LimitReached)
        {
            _store.SetProblem(held.Id, e.Message);
        }
        catch (JobRefusedException)
        {
            // the line is full or closed for now: it is tried again
        }
    }
}
