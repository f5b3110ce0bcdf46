using Microsoft.AspNetCore.Components;
using Studio.Web.Components.Controls;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Pages;

/// <summary>One job in whole; which, is in the address.</summary>
public sealed partial class Queue
{
    [SupplyParameterFromQuery(Name = "job")]
    private string? JobId { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string DetailsOf(Job? job) => Navigation.GetUriWithQueryParameter("job", job?.Id);

    private Job? Detailed(string id) => RunningOf(id)?.Job ?? Jobs.Find(User, id);

    private RunningNow? RunningOf(string id) => _list.Running.FirstOrDefault(running => running.Job.Id == id);

    private string? WhyWaiting(string id)
    {
        var place = _list.Waiting.Select(job => job.Id).ToList().IndexOf(id);
        return place < 0 ? null
            : L[$"{Readable.Ordinal(L, place + 1)} of {_list.Waiting.Count} in line."] + " "
                + _reasons.Of(L, _list, _list.Waiting[place], place);
    }

    private void CloseDetails() => Navigation.NavigateTo(DetailsOf(null));
}
